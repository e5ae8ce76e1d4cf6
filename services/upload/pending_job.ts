/** A job as the API shows it at the moment when it was opened. */
import { NOWHERE } from "@rollcall/contacts";
import type { RecordedEvent } from "@rollcall/contracts";
import type { Job } from "@rollcall/contracts/api";
import { deleteAfter, type Retention } from "@rollcall/platform/accounts/retention.ts";

export function pendingJob(event: RecordedEvent<"JobCreated">, retention: Retention): Job {
  const { format, encoding, delimiter, headerRow, region, foldGmail, samePerson } = event.data;
  const treated = event.personal?.columns ?? [];
  const leftOut = treated.filter(({ kept }) => !kept).map(({ header }) => header);
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
    merged_rows: null,
    left_out_rows: null,
    warning_counts: {},
    list_version: null,
    format,
    encoding,
    delimiter,
    header_row: headerRow,
    sheet: event.personal?.sheet ?? null,
    sheets: [],
    region: region === NOWHERE ? null : region,
    region_reason: null,
    fold_gmail: foldGmail,
    same_person: samePerson,
    ...event.data.readAgain && { read_again: event.data.readAgain },
    columns: [],
    ...leftOut.length && { left_out_columns: leftOut },
    mapping: named(event.personal?.mapping ?? {}),
    error: null,
    created_at: event.recordedAt,
    updated_at: event.recordedAt,
    delete_after: deleteAfter(
      { lastAt: new Date(event.recordedAt), hadList: false },
      retention,
    ).toISOString(),
    version: event.position,
  };
}

/** Without the fields that no column is to be. */
function named(mapping: Record<string, string | null>): Record<string, string> {
  const columns = Object.entries(mapping).filter((entry): entry is [string, string] =>
    entry[1] !== null
  );
  return Object.fromEntries(columns);
}
