/** A job at the moment when it is opened: nothing of its file is read yet. */
import type { RecordedEvent } from "@rollcall/contracts";
import { NOWHERE } from "./region.ts";

/**
 * What the upload answers, and what the read models begin with.
 *
 * ```ts
 * const data = {
 *   jobId: "0198c0de-0000-7000-8000-000000000001", userId: "user-1", fileKey: "uploads/1",
 *   sizeBytes: 181, format: "csv", encoding: null, delimiter: ";", headerRow: null, region: "DE",
 *   foldGmail: false, samePerson: "first", readAgain: null,
 * } as const;
 * const recordedAt = "2026-01-01T00:00:00.000Z";
 * const job = openedJob({ data, personal: null, position: 7, recordedAt });
 * assert.deepEqual([job.status, job.delimiter, job.version], ["PENDING", ";", 7]);
 * ```
 */
export function openedJob(
  { data, personal, position, recordedAt }: Pick<
    RecordedEvent<"JobCreated">,
    "data" | "personal" | "position" | "recordedAt"
  >,
) {
  return {
    id: data.jobId,
    status: "PENDING" as const,
    original_filename: personal?.originalFilename ?? "",
    size_bytes: data.sizeBytes,
    total_rows: 0,
    valid_rows: 0,
    progress: 0,
    conflict_count: 0,
    open_issues: 0,
    issue_counts: {},
    contact_count: null,
    merged_rows: null,
    warning_counts: {},
    list_version: null,
    format: data.format,
    encoding: data.encoding,
    delimiter: data.delimiter,
    header_row: data.headerRow,
    sheet: personal?.sheet ?? null,
    sheets: [],
    region: data.region === NOWHERE ? null : data.region,
    region_reason: null,
    fold_gmail: data.foldGmail,
    same_person: data.samePerson,
    columns: [],
    mapping: wanted(personal?.mapping ?? {}),
    error: null,
    created_at: recordedAt,
    updated_at: recordedAt,
    version: position,
  };
}

/** Without the fields that no column is to be mapped to. */
function wanted(mapping: Record<string, string | null>): Record<string, string> {
  const columns = Object.entries(mapping);
  return Object.fromEntries(
    columns.filter((entry): entry is [string, string] => entry[1] !== null),
  );
}
