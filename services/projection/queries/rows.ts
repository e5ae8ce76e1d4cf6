/** Rows as they were read, in file order. */
import { columnKeys, inOrder, layColumns, type Row } from "@rollcall/contacts";
import type { RawRow } from "@rollcall/contracts/api";
import type { JobRow } from "../fold/model.ts";
import { intoOf } from "../lists/merges.ts";
import { isValid } from "../fold/rows.ts";
import type { JobRecords } from "../records/job_records.ts";
import { readSearch, type SearchWords } from "../records/search.ts";
import type { StoredRecords } from "../records/stored_records.ts";
import { searchRows } from "../records/stored_search.ts";
import { type FoundPage, type Page, type PageQuery, readPage, searchPage, toPage } from "./page.ts";

export async function listRows(records: JobRecords, page: PageQuery): Promise<Page<RawRow>> {
  const merged = await mergedRows(records);
  return await readPage(
    "rows",
    page,
    async (after, count) => await merged.shown(await records.rowsFrom(after + 1, count)),
    ({ row }) => row.id,
    (shown) => toRawRow(shown, records.job),
  );
}

/**
 * The rows that a search finds as they are now, shown as they were read.
 * @throws HttpProblem 422 where the search is not understood
 */
export async function searchedRows(
  records: StoredRecords,
  words: SearchWords,
  page: PageQuery,
): Promise<FoundPage<RawRow>> {
  const { columns } = records.job;
  const search = readSearch(words, columns, await records.editedKeys());
  const { ids, total } = await searchRows(records, search, searchPage(page));
  const rows = await records.rows(ids);
  const found = ids.flatMap((id) => rows.get(id) ?? []);
  const shown = toPage(
    "rows",
    await (await mergedRows(records)).shown(found),
    page.limit,
    ({ row }) => row.id,
    (shown) => toRawRow(shown, records.job),
  );
  return { ...shown, total };
}

/** A row, and the one whose contact it went into. */
interface ShownRow {
  row: Row;
  into: Row | null;
}

/** Who went where, as the list that stands has it. */
async function mergedRows(records: JobRecords) {
  const { list_version } = records.job;
  const into = list_version === null
    ? new Map<number, number>()
    : intoOf(await records.merges(list_version));
  return {
    async shown(rows: Row[]): Promise<ShownRow[]> {
      const targets = await records.rows(rows.flatMap(({ id }) => into.get(id) ?? []));
      return rows.map((row) => ({ row, into: targets.get(into.get(row.id) ?? 0) ?? null }));
    },
  };
}

/** The row as it was read, by the columns that were found or were named since. */
function toRawRow({ row, into }: ShownRow, { columns, chosen_columns }: JobRow): RawRow {
  return {
    raw_row_id: row.id,
    row_number: row.line,
    data: inOrder(columnKeys(columns), layColumns(row.values, chosen_columns)),
    normalized_email: row.email,
    is_valid: isValid(row),
    problems: row.problems,
    warnings: row.warnings,
    normalized_phone: row.phone,
    merged_into: into && { raw_row_id: into.id, row_number: into.line },
  };
}
