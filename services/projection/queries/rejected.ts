/** The rows that are not on the clean list, ready to be written to a file. */
import { remarkColumns, rowNow } from "@rollcall/contacts";
import type { ListRow } from "../fold/model.ts";
import { Reasons } from "../lists/reasons.ts";
import { type RejectedColumns, rejectedColumns } from "../lists/rejected_columns.ts";
import { RowIds } from "../lists/row_ids.ts";
import type { JobRecords } from "../records/job_records.ts";
import { listOf } from "./contacts.ts";

export interface Rejected {
  /** name of the file that was uploaded */
  filename: string;
  header: string[];
  /** lines of values, in file order */
  pages: AsyncIterable<string[][]>;
}

interface Reading {
  list: ListRow;
  columns: RejectedColumns;
  pageRows: number;
}

/** @throws HttpProblem 409 while the list is not fixed */
export async function rejectedRows(
  records: JobRecords,
  pageRows: number,
): Promise<Rejected> {
  const { job } = records;
  const list = await listOf(records, undefined);
  const columns = rejectedColumns(job.columns, await records.editedKeys());
  return {
    filename: job.original_filename,
    header: [...columns.header, remarkColumns.row, remarkColumns.reason],
    pages: readRejected(records, { list, columns, pageRows }),
  };
}

/** @throws where the list is undone before its last page was read */
async function* readRejected(
  records: JobRecords,
  { list, columns, pageRows }: Reading,
): AsyncGenerator<string[][]> {
  const { chosen_columns: chosen, fold_gmail: foldGmail } = records.job;
  const listed = RowIds.parse(list.row_ids);
  const reasons = await Reasons.read(records, listed);
  for (let next = 1;;) {
    const read = await records.rowsFrom(next, pageRows);
    if (read.length === 0) return;
    next = read.at(-1)!.id + 1;
    const left = read.filter((row) => !listed.has(row.id));
    const edits = await records.edits({ ids: left.map((row) => row.id) });
    // The reasons of another list would not fit these rows.
    if ((await records.jobNow())?.list_version !== list.version) {
      throw new Error(
        `the clean list of job ${list.job_id} was undone while the excluded rows were read`,
      );
    }
    if (left.length > 0) {
      yield left.map((row) => {
        const made = edits.get(row.id) ?? [];
        const now = rowNow(row, { chosen, edits: made, foldGmail });
        return [...columns.valuesOf(now, made), String(row.line), reasons.of(now)];
      });
    }
  }
}
