/** Jobs, their rows, contacts and history, as the API shows them. */
import { z } from "zod";
import { IssueType } from "./issues.ts";

export const JobStatus = z.enum(["PENDING", "PROCESSING", "NEEDS_REVIEW", "COMPLETED", "FAILED"])
  .meta({ id: "JobStatus" });

/** A column of the file. `field` is null where nobody knows the column: it is kept as an extra. */
export const Column = z.object({
  header: z.string(),
  field: z.string().nullable(),
}).meta({ id: "Column" });

export const JobError = z.object({
  code: z.string(),
  message: z.string().describe("a sentence for the person who uploaded the file"),
  headers: z.array(z.string()).optional().describe(
    "the headers found, where the code is NO_EMAIL_COLUMN",
  ),
}).meta({ id: "JobError" });

export const Job = z.object({
  id: z.uuid(),
  status: JobStatus,
  original_filename: z.string(),
  size_bytes: z.int(),
  total_rows: z.int().describe("rows read so far; final once the file is parsed"),
  valid_rows: z.int(),
  progress: z.number().min(0).max(1).describe("share of the file that has been read"),
  conflict_count: z.int().describe("issues found, open or settled"),
  open_issues: z.int(),
  issue_counts: z.partialRecord(IssueType, z.object({ open: z.int(), total: z.int() })),
  contact_count: z.int().nullable().describe("contacts in the clean list; null until finalised"),
  columns: z.array(Column),
  mapping: z.record(z.string(), z.string()).describe("field → header, as it was applied"),
  error: JobError.nullable(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
  version: z.int().describe("log position of the newest event that this answer includes"),
}).meta({ id: "Job" });

/** The row as read: known columns under their field's name, unknown ones under their header. */
export const RowData = z.record(z.string(), z.string()).meta({ id: "RowData" });

export const RawRow = z.object({
  raw_row_id: z.int(),
  row_number: z.int().describe("line of the file on which the row begins"),
  data: RowData,
  normalized_email: z.string().nullable(),
  is_valid: z.boolean(),
  problems: z.array(IssueType),
}).meta({ id: "RawRow" });

export const Contact = z.object({
  id: z.int(),
  email: z.string().nullable(),
  first_name: z.string(),
  last_name: z.string(),
  phone: z.string(),
  company: z.string(),
  job_title: z.string(),
  extra: RowData.describe("columns that nobody knows, under their headers"),
  raw_row_id: z.int(),
}).meta({ id: "Contact" });

/** One line of a job's history. */
export const HistoryEntry = z.object({
  position: z.int(),
  type: z.string(),
  summary: z.string(),
  actor: z.string().nullable().describe("the user's id, or null where the system acted"),
  at: z.iso.datetime(),
}).meta({ id: "HistoryEntry" });

export type JobStatus = z.infer<typeof JobStatus>;
export type Column = z.infer<typeof Column>;
export type JobError = z.infer<typeof JobError>;
export type Job = z.infer<typeof Job>;
export type RawRow = z.infer<typeof RawRow>;
export type RowData = z.infer<typeof RowData>;
export type Contact = z.infer<typeof Contact>;
export type HistoryEntry = z.infer<typeof HistoryEntry>;
