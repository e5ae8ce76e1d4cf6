/** A job as the API shows it at the moment when it was opened. */
import type { RecordedEvent } from "@rollcall/contracts";
import type { Job } from "@rollcall/contracts/api";

export function pendingJob(event: RecordedEvent<"JobCreated">): Job {
  return {
    id: event.data.jobId,
    status: "PENDING",
    original_filename: event.personal?.originalFilename ?? "",
    size_bytes: event.data.sizeBytes,
    total_rows: 0,
    valid_rows: 0,
    progress: 0,
    conflict_count: 0,
    open_issues: 0,
    issue_counts: {},
    contact_count: null,
    columns: [],
    mapping: event.personal?.mapping ?? {},
    error: null,
    created_at: event.recordedAt,
    updated_at: event.recordedAt,
    version: event.position,
  };
}
