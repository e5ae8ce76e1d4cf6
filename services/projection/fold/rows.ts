/** Rows as they were read, and how far the reading has come. */
import type { ParsedRow, RecordedEvent } from "@rollcall/contracts";
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
  draft.addRows(personal.rows.map((row, i) => rawRow(job.id, data.firstRowId + i, keys, row)));
}

function rawRow(jobId: string, id: number, keys: string[], parsed: ParsedRow): RawRow {
  const [line, email, problems, values] = parsed;
  return {
    job_id: jobId,
    id,
    row_number: line,
    normalized_email: email,
    is_valid: problems.length === 0,
    problems,
    // A row that ends early has nothing under the columns that it does not reach.
    data: Object.fromEntries(values.map((value, i) => [keys[i]!, value])),
  };
}
