/** From the upload to the file that was read, or could not be. */
import { openedJob } from "@rollcall/contacts";
import type { FileColumn, RecordedEvent, Stage } from "@rollcall/contracts";
import type { JobRow } from "./model.ts";

/** The row of a job that has just been created. */
export function openJob(event: RecordedEvent<"JobCreated">): JobRow {
  return {
    ...openedJob(event),
    user_id: event.data.userId,
    treated_columns: event.personal?.columns ?? [],
    added_columns: [],
    newest_list: 0,
    chosen_columns: [],
    read_again: event.data.readAgain,
    created_position: event.position,
    issues_version: 0,
    bulk_resolutions: 0,
    rows_position: 0,
  };
}

export type LifeCycleEvent = RecordedEvent<
  | "ParsingStarted"
  | "FileRecognized"
  | "ParsingCompleted"
  | "ParsingFailed"
  | "JobFailed"
  | "JobRetried"
>;

/** Folds the progress of reading and the failure of a stage into the job. */
export function foldLifeCycle(job: JobRow, event: LifeCycleEvent): void {
  switch (event.type) {
    case "ParsingStarted":
      job.status = "PROCESSING";
      return;
    case "FileRecognized":
      job.encoding = event.data.encoding;
      job.delimiter = event.data.delimiter;
      job.header_row = event.data.headerRow;
      job.sheet = event.personal?.sheet ?? null;
      job.sheets = event.personal?.sheets ?? [];
      if (event.data.region) {
        job.region = event.data.region.code;
        job.region_reason = event.data.region.reason;
      }
      return;
    case "ParsingCompleted":
      job.warning_counts = event.data.warningCounts;
      job.total_rows = event.data.totalRows;
      job.valid_rows = event.data.validRows;
      job.progress = 1;
      if (event.personal) showColumns(job, event.personal.columns);
      return;
    case "ParsingFailed":
      job.status = "FAILED";
      job.error = {
        code: event.data.code,
        message: event.personal?.message ?? "The file could not be read; the details were erased.",
        headers: event.personal?.headers ?? [],
      };
      return;
    case "JobFailed":
      job.status = "FAILED";
      job.error = { code: "PROCESSING_FAILED", message: event.data.message, headers: [] };
      return;
    case "JobRetried":
      job.status = statusBefore(job, event.data.stage);
      job.error = null;
  }
}

/** The job's status before the failure: review runs after issues were opened. */
function statusBefore(job: JobRow, stage: Stage): JobRow["status"] {
  if (job.contact_count !== null) return "COMPLETED";
  return stage === "review" && job.open_issues > 0 ? "NEEDS_REVIEW" : "PROCESSING";
}

/** Sets the columns found, and thus the mapping that was applied. */
export function showColumns(job: JobRow, columns: FileColumn[]): void {
  // Every batch of a file has its columns: skip repeats.
  if (columns.length > 0 && sameColumns(job.columns, columns)) return;
  job.columns = columns;
  job.mapping = Object.fromEntries(
    columns.flatMap(({ field, header, how }) =>
      field === null || how === "split" ? [] : [[field, header]]
    ),
  );
}

function sameColumns(one: FileColumn[], other: FileColumn[]): boolean {
  return one.length === other.length && one.every((column, i) => {
    const { header, name, field, role, how, confidence, from } = other[i]!;
    return header === column.header && name === column.name && field === column.field &&
      role === column.role && how === column.how && confidence === column.confidence &&
      from === column.from;
  });
}
