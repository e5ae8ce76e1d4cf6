/** Rows as they were read, and how far the reading has come. */
import { emailKey, hasError } from "@rollcall/contacts";
import { byKey, type ParsedRow, type RecordedEvent } from "@rollcall/contracts";
import { columnKeys } from "./columns.ts";
import type { Draft } from "./draft.ts";
import { showColumns } from "./life_cycle.ts";
import type { JobRow, RawRow } from "./model.ts";

/** Adds a batch of rows; once they are erased their number is all that is left of them. */
export function foldRows(draft: Draft, job: JobRow, event: RecordedEvent<"RowsParsed">): void {
  const { data, personal } = event;
  job.total_rows += data.rowCount;
  job.valid_rows += data.validCount;
  job.progress = Math.min(1, data.bytesRead / job.size_bytes);
  if (!personal) return;

  showColumns(job, personal.columns);
  const keys = columnKeys(personal.columns);
  draft.addRows(personal.rows.map((row, i) => rawRow(job, data.firstRowId + i, keys, row)));
}

function rawRow(job: JobRow, id: number, keys: string[], parsed: ParsedRow): RawRow {
  const [line, email, problems, values, notes] = parsed;
  return {
    job_id: job.id,
    id,
    row_number: line,
    normalized_email: email,
    is_valid: !hasError(problems),
    problems,
    warnings: notes?.warnings?.length ? notes.warnings : null,
    normalized_phone: notes?.phone ?? null,
    email_key: email === null ? null : ownKey(job, email),
    // A row that ends early has nothing under the columns that it does not reach.
    data: byKey(values.map((value, i) => [keys[i]!, value])),
  };
}

/** The address as duplicates are told by in this job; null where it is the address itself. */
export function ownKey(job: JobRow, email: string): string | null {
  if (!job.fold_gmail) return null;
  const key = emailKey(email, true);
  return key === email ? null : key;
}
