/** From the upload to the file that was read, or could not be. */
import type { FileColumn, RecordedEvent, Stage } from "@rollcall/contracts";
import type { JobRow } from "./model.ts";

/** The row of a job that has just been created. */
export function openJob(event: RecordedEvent<"JobCreated">): JobRow {
  const { data, personal } = event;
  return {
    id: data.jobId,
    user_id: data.userId,
    status: "PENDING",
    original_filename: personal?.originalFilename ?? "",
    size_bytes: data.sizeBytes,
    columns: [],
    mapping: wanted(personal?.mapping ?? {}),
    total_rows: 0,
    valid_rows: 0,
    progress: 0,
    conflict_count: 0,
    open_issues: 0,
    issue_counts: {},
    contact_count: null,
    merged_rows: null,
    list_version: null,
    newest_list: 0,
    chosen_columns: [],
    warning_counts: {},
    format: data.format,
    encoding: data.encoding,
    delimiter: data.delimiter,
    header_row: data.headerRow,
    sheet: personal?.sheet ?? null,
    sheets: [],
    region: data.region,
    fold_gmail: data.foldGmail,
    same_person: data.samePerson,
    error: null,
    created_at: event.recordedAt,
    updated_at: event.recordedAt,
    created_position: event.position,
    version: event.position,
    issues_version: 0,
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

/** What reading the file, or a step that fails, does to its job. */
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

/** Where the job stood when the step failed: review is woken after the questions were asked. */
function statusBefore(job: JobRow, stage: Stage): JobRow["status"] {
  if (job.contact_count !== null) return "COMPLETED";
  return stage === "review" && job.open_issues > 0 ? "NEEDS_REVIEW" : "PROCESSING";
}

/** The columns as they were found, and with them the mapping that was applied. */
export function showColumns(job: JobRow, columns: FileColumn[]): void {
  // Every batch of a file tells its columns: once is enough.
  if (columns.length > 0 && sameColumns(job.columns, columns)) return;
  job.columns = columns;
  job.mapping = Object.fromEntries(
    columns.flatMap(({ field, header, how }) =>
      field === null || how === "split" ? [] : [[field, header]]
    ),
  );
}

/** A mapping as it was asked for, without the fields that no column was to be. */
function wanted(mapping: Record<string, string | null>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(mapping).filter((entry): entry is [string, string] => entry[1] !== null),
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
