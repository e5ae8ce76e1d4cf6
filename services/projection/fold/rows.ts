/** Rows as they were read, and how far the reading has come. */
import { columnKeys, emailKey, hasError, readRow, type Row } from "@rollcall/contacts";
import type { FileColumn, ParsedRow, RecordedEvent } from "@rollcall/contracts";
import type { Draft } from "./draft.ts";
import { showColumns } from "./life_cycle.ts";
import type { ChunkRow, JobRow, StoredRow } from "./model.ts";

/**
 * Rows of a chunk at most. Measured with 50,000 rows: fewer make writing slower, more make it dearer
 * to pick the scattered rows that a page of issues is about.
 */
export const CHUNK_ROWS = 64;

/** Adds a batch of rows; once they are erased their number is all that is left of them. */
export function foldRows(draft: Draft, job: JobRow, event: RecordedEvent<"RowsParsed">): void {
  const { data, personal } = event;
  job.total_rows += data.rowCount;
  job.valid_rows += data.validCount;
  job.progress = Math.min(1, data.bytesRead / job.size_bytes);
  if (!personal) return;

  showColumns(job, personal.columns);
  for (let at = 0; at < personal.rows.length; at += CHUNK_ROWS) {
    draft.addChunk({
      job_id: job.id,
      first_row_id: data.firstRowId + at,
      rows: personal.rows.slice(at, at + CHUNK_ROWS).map((row) => stored(job, row)),
    });
  }
}

function stored(job: JobRow, row: ParsedRow): StoredRow {
  const [line, email, problems, values, notes] = row;
  const key = email !== null && job.fold_gmail ? emailKey(email, true) : email;
  return key === email ? row : [line, email, problems, values, { ...notes, key: key! }];
}

/** What a chunk's rows need besides themselves to be read. */
export type RowContext = Pick<JobRow, "fold_gmail"> & { columns: FileColumn[] };

/** The rows of a chunk as everybody handles them. */
export function rowsOfChunk(
  { first_row_id, rows }: Pick<ChunkRow, "first_row_id" | "rows">,
  { columns, fold_gmail }: RowContext,
): Row[] {
  const keys = columnKeys(columns);
  return rows.map((row, i) => readRow(first_row_id + i, row, keys, fold_gmail));
}

/** Whether a row can stand as it is: a warning, or a question about a typo, is no error. */
export const isValid = (row: Pick<Row, "problems">): boolean => !hasError(row.problems);
