/** The sets of rows that conditions of a search are about: what is asked, listed, merged, excluded. */
import type { ListRow } from "../fold/model.ts";
import { intoOf } from "../lists/merges.ts";
import { RowIds } from "../lists/row_ids.ts";
import { differencesAreWarnings, DIFFERS } from "./difference_warnings.ts";
import type { JobRecords } from "./job_records.ts";
import type { Condition } from "./search.ts";

export interface SearchedList extends ListRow {
  /** the job's records with the issues that there were when the list was created; asked for if needed */
  recordsThen: () => Promise<Pick<JobRecords, "rowsAsked">>;
}

/**
 * The set of rows that a condition is about, if it is about one; undefined while there is no list.
 * For "excluded" it is all rows that are not excluded.
 * @param list to which the states of rows refer; by default the current one
 */
export async function rowsMeant(
  records: JobRecords,
  condition: Condition,
  list: SearchedList | undefined,
): Promise<RowIds | undefined> {
  const asked = async (type: string) =>
    await (list ? await list.recordsThen() : records).rowsAsked({ type });
  if (condition.on === "issue") return await asked(condition.type);
  if (condition.on === "told" || condition.on === "warned") {
    return differencesAreWarnings(records.job) ? await asked(DIFFERS) : RowIds.of([]);
  }
  if (condition.on !== "state") return undefined;
  if (condition.state === "open") {
    // No list is created while an issue is open.
    return list ? RowIds.of([]) : await records.rowsAsked({ status: "OPEN" });
  }
  const { list_version } = records.job;
  const its = list ?? (list_version === null ? undefined : await records.list(list_version));
  // Without a list, only rows that were excluded as such are known to be.
  if (!its && condition.state === "excluded") {
    return RowIds.outside(records.job.total_rows, await records.excludedRows());
  }
  if (!its || condition.state === "contact") return its && RowIds.parse(its.row_ids);
  const merged = intoOf(await records.merges(its.version)).keys();
  if (condition.state === "merged") return RowIds.of(merged);
  return RowIds.of([...RowIds.parse(its.row_ids).behind(), ...merged]);
}
