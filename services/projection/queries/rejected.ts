/** The rows that are not on the clean list, for writing to a file. */
import { remarkColumns, rowNow } from "@rollcall/contacts";
import { valueKeys } from "../fold/added_columns.ts";
import type { ListRow } from "../fold/model.ts";
import { Reasons } from "../lists/reasons.ts";
import { type RejectedColumns, rejectedColumns } from "../lists/rejected_columns.ts";
import { RowIds } from "../lists/row_ids.ts";
import type { JobRecords } from "../records/job_records.ts";
import { prefetched } from "./prefetch.ts";
import { isLarge, listOf } from "./contacts.ts";

export interface Rejected {
  /** whose job it is */
  owner: string;
  /** name of the file that was uploaded */
  filename: string;
  header: string[];
  /** lines of values, in file order; each can be gone through once, and is made meanwhile */
  pages: AsyncIterable<Iterable<string[]>>;
}

interface Reading {
  list: ListRow;
  columns: RejectedColumns;
  pageRows: number;
}

/** @throws Refused "no clean list" */
export async function rejectedRows(
  records: JobRecords,
  pageRows: number,
): Promise<Rejected> {
  const { job } = records;
  const list = await listOf(records, undefined);
  const edited = new Set(await records.editedKeys());
  const columns = rejectedColumns(job.columns, valueKeys(job).filter((key) => edited.has(key)));
  return {
    owner: job.user_id,
    filename: job.original_filename,
    header: [...columns.header, remarkColumns.row, remarkColumns.reason],
    pages: readRejected(records, { list, columns, pageRows }),
  };
}

/** @throws if the list is invalidated before its last page was read */
async function* readRejected(
  records: JobRecords,
  { list, columns, pageRows }: Reading,
): AsyncGenerator<Iterable<string[]>> {
  const { chosen_columns: chosen, fold_gmail: foldGmail, total_rows: total } = records.job;
  const listed = RowIds.parse(list.row_ids);
  const reasons = await Reasons.read(records, list, listed);
  const left = RowIds.outside(total, listed);
  let last = 0;
  const read = async () => {
    const ids = left.page(last, pageRows);
    if (ids.length === 0) return undefined;
    last = ids.at(-1)!;
    const [rows, edits] = await Promise.all([records.rows(ids), records.edits({ ids })]);
    return { rows: ids.flatMap((id) => rows.get(id) ?? []), edits };
  };
  for await (const { rows, edits } of prefetched(read, ({ rows }) => isLarge(rows))) {
    // The reasons of another list would not fit these rows.
    if ((await records.jobNow())?.list_version !== list.version) {
      throw new Error(
        `the clean list of job ${list.job_id} was undone while the excluded rows were read`,
      );
    }
    yield rows.values().map((row) => {
      const made = edits.get(row.id) ?? [];
      const now = rowNow(row, { chosen, edits: made, foldGmail });
      return [...columns.valuesOf(now, made), String(row.line), reasons.of(now)];
    });
  }
}
