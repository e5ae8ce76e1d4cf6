/** Folds rows as they are read, and the progress of reading. */
import { columnKeys, emailKey, hasError, readRow, type Row } from "@rollcall/contacts";
import {
  cellsOf,
  emailOf,
  type FileColumn,
  lineOf,
  notesOf,
  type ParsedRow,
  problemsOf,
  type RecordedEvent,
} from "@rollcall/contracts";
import type { Draft } from "./draft.ts";
import { showColumns } from "./life_cycle.ts";
import type { ChunkRow, JobRow, StoredRow, WrittenChunk } from "./model.ts";
import { splitRows } from "./split_rows.ts";

/**
 * Rows per chunk at most. Measured with 50,000 rows: smaller chunks slow down writing, larger ones
 * make it more expensive to read the scattered rows of a page of issues.
 */
export const CHUNK_ROWS = 64;

/** The JSON of an event's personal data, if nobody has parsed it yet. */
export type JsonOf = (event: RecordedEvent) => string | undefined;

/** Adds a batch of rows; if it was erased, only their number is left. */
export function foldRows(
  draft: Draft,
  job: JobRow,
  event: RecordedEvent<"RowsParsed">,
  json: string | undefined,
): void {
  const { data } = event;
  job.total_rows += data.rowCount;
  job.valid_rows += data.validCount;
  job.progress = Math.min(1, data.bytesRead / job.size_bytes);
  if (json !== undefined && foldWritten(draft, job, event, json)) return;
  const { personal } = event;
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

/**
 * Adds the rows as they were written, if they are stored as such: taking them apart is most of the
 * work of reading a file. @returns whether they are
 */
function foldWritten(
  draft: Draft,
  job: JobRow,
  { data: { firstRowId, rowCount } }: RecordedEvent<"RowsParsed">,
  json: string,
): boolean {
  const written = job.fold_gmail ? undefined : splitRows(json, rowCount, CHUNK_ROWS);
  if (!written) return false;
  showColumns(job, written.columns);
  written.chunks.forEach((json, i) => {
    draft.addChunk({ job_id: job.id, first_row_id: firstRowId + i * CHUNK_ROWS, json });
  });
  return true;
}

/** A chunk with its rows. */
export function parsedChunk(chunk: ChunkRow | WrittenChunk): ChunkRow {
  if (!("json" in chunk)) return chunk;
  const { json, ...rest } = chunk;
  return { ...rest, rows: JSON.parse(json) };
}

function stored(job: JobRow, row: ParsedRow): StoredRow {
  const email = emailOf(row);
  const key = email !== null && job.fold_gmail ? emailKey(email, true) : email;
  if (key === email) return row;
  return [lineOf(row), email, problemsOf(row), cellsOf(row), { ...notesOf(row), key: key! }];
}

/** The context for decoding a chunk's rows. */
export type RowContext = Pick<JobRow, "fold_gmail"> & { columns: FileColumn[] };

/** Decodes the rows of a chunk. */
export function rowsOfChunk(
  { first_row_id, rows }: Pick<ChunkRow, "first_row_id" | "rows">,
  { columns, fold_gmail }: RowContext,
): Row[] {
  const keys = columnKeys(columns);
  return rows.map((row, i) => readRow(first_row_id + i, row, keys, fold_gmail));
}

/** Whether a row is valid: a warning, or an issue about a typo, is not an error. */
export const isValid = (row: Pick<Row, "problems">): boolean => !hasError(row.problems);
