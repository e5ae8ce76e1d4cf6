/** Jobs, their rows, contacts and history, as the API shows them. */
import { z } from "zod";
import { byKeySchema } from "../by_key_schema.ts";
import { IssueType, RowEdit } from "./issues.ts";

export const JobStatus = z.enum(["PENDING", "PROCESSING", "NEEDS_REVIEW", "COMPLETED", "FAILED"])
  .meta({ id: "JobStatus" });

export const ColumnType = z.enum(["text", "number", "date", "choice"]).meta({ id: "ColumnType" });

/** A column of the file. `field` is null for an unknown column, which is kept as an extra. */
export const Column = z.object({
  header: z.string().describe("as the file has it; empty for a column that is not in the file"),
  name: z.string().describe("unique in the file: the key of its values where it is not a field"),
  field: z.string().nullable(),
  role: z.enum(["other_email", "country"]).optional().describe(
    "what else the column is used for",
  ),
  how: z.enum(["asked", "remembered", "name", "similar", "values", "split"]).optional().describe(
    "how its field or role was found; values: by the addresses in it, not by its header",
  ),
  confidence: z.number().min(0).max(1).optional().describe(
    "how sure that is; for a column recognised by its values, the share of values that match",
  ),
  from: z.string().optional().describe("name of the column that its values were split from"),
  type: ColumnType.optional().describe(
    "what its values should be, as the upload says: a row where one is not has a warning",
  ),
}).meta({ id: "Column" });

/** What an upload wants done with a column that is no field of a contact. */
export const ColumnWish = z.strictObject({
  header: z.string().trim().min(1, "a header has at least one character").max(500).describe(
    "or the name of a column whose header is empty or comes again",
  ),
  import: z.boolean().optional().describe("false: the column is left out"),
  name: z.string().trim().min(1, "a name has at least one character").max(100).optional()
    .describe("what it is called instead of its header"),
  type: ColumnType.optional(),
  choices: z.array(z.string().trim().min(1).max(100)).max(100).optional().describe(
    "the values of a choice",
  ),
}).meta({ id: "ColumnWish" });

export const JobError = z.object({
  code: z.string().describe(
    "among others: NO_EMAIL_COLUMN; MOSTLY_NO_ADDRESS, TOO_MANY_ROWS, TOO_MANY_QUESTIONS, " +
      "TOO_MUCH_DATA where the file is more work than one job takes; WORKBOOK_TOO_LARGE, " +
      "ROW_TOO_LONG, CELL_TOO_LONG, TOO_MANY_COLUMNS, HEADER_TOO_LONG",
  ),
  message: z.string().describe("a sentence for the person who uploaded the file"),
  headers: z.array(z.string()).optional().describe(
    "the headers found, if the file could be read that far",
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
  conflict_count: z.int().describe("issues found, open or resolved"),
  open_issues: z.int(),
  issue_counts: z.partialRecord(IssueType, z.object({ open: z.int(), total: z.int() })),
  contact_count: z.int().nullable().describe("contacts in the clean list; null until finalised"),
  merged_rows: z.int().nullable().describe(
    "rows that went into a contact of another row: they name the same person, or were merged. Rows " +
      "read are contacts, merged rows and excluded rows; null until finalised",
  ),
  left_out_rows: z.int().nullable().describe("excluded rows; null until finalised"),
  warning_counts: z.record(z.string(), z.int()).describe(
    "rows by warning code; DUPLICATE_DIFFERS: people whose rows differ, the first of which is kept " +
      "unless a decision says otherwise",
  ),
  list_version: z.int().nullable().describe("of the clean list; null until finalised"),
  format: z.enum(["csv", "xlsx"]),
  encoding: z.string().nullable().describe("as requested or detected; null for a workbook"),
  delimiter: z.string().nullable(),
  header_row: z.int().nullable().describe("the row that names the columns"),
  sheet: z.string().nullable().describe("the workbook's sheet that is read"),
  sheets: z.array(z.string()).describe("all sheets of the workbook"),
  region: z.string().nullable().describe("the country of phone numbers without a country code"),
  region_reason: z.string().nullable().describe(
    "what in the file suggests it; null if the upload named it",
  ),
  fold_gmail: z.boolean().describe(
    "whether Gmail addresses that differ only in dots and +tags count as the same",
  ),
  same_person: z.enum(["first", "ask"]).nullable().describe(
    "if rows of one person differ: the first is kept, or each difference is an open issue; null for " +
      "jobs from before this check",
  ),
  read_again: z.uuid().nullable().optional().describe(
    "the job whose file this one reads otherwise, and whose decisions it has taken over",
  ),
  columns: z.array(Column),
  left_out_columns: z.array(z.string()).optional().describe(
    "headers of columns that were not imported, as the upload asked",
  ),
  added_columns: z.array(z.string()).optional().describe(
    "what changes of rows have added: columns of a new name, and fields that the file has no " +
      "column for, in the order in which they came; omitted where there are none",
  ),
  mapping: z.record(z.string(), z.string()).describe(
    "field → header, as it was applied, with the columns chosen since",
  ),
  error: JobError.nullable(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
  delete_after: z.iso.datetime().describe(
    "when it is deleted, unless it changes first: see GET /me/retention",
  ),
  version: z.int().describe("log position of the newest event that this answer includes"),
}).meta({ id: "Job" });

/** The row as read: known columns under their field's name, unknown ones under their header. */
const RowData = byKeySchema(z.string()).meta({ id: "RowData" });

export const RawRow = z.object({
  raw_row_id: z.int(),
  row_number: z.int().describe("the row's number: the line of the file on which it begins"),
  data: RowData,
  normalized_email: z.string().nullable(),
  is_valid: z.boolean(),
  problems: z.array(IssueType),
  warnings: z.array(z.string()).describe(
    "codes of what was noticed and needs no decision; see /docs",
  ),
  normalized_phone: z.string().nullable().describe("in E.164, if written otherwise"),
  excluded: z.boolean().describe(
    "somebody excluded the row itself; of rows that decisions on issues exclude, see reason",
  ),
  merged_into: z.object({ raw_row_id: z.int(), row_number: z.int() }).nullable().describe(
    "the row whose contact it went into, while there is a clean list",
  ),
  reason: z.string().nullable().optional().describe(
    "why it is not on the clean list, in a sentence; null for a row that is, or without a list. " +
      "With reasons=true",
  ),
  now: z.object({
    data: RowData,
    normalized_email: z.string().nullable(),
    normalized_phone: z.string().nullable(),
  }).nullable().describe(
    "its current values, if a decision has edited it: search, sort and filter use these; the other " +
      "fields say what was read",
  ),
}).meta({ id: "RawRow" });

export const Contact = z.object({
  id: z.int(),
  email: z.string().nullable(),
  first_name: z.string(),
  last_name: z.string(),
  phone: z.string(),
  company: z.string(),
  job_title: z.string(),
  extra: RowData.describe("unknown columns, under their headers"),
  raw_row_id: z.int(),
}).meta({ id: "Contact" });

export const HistoryKind = z.enum([
  "file",
  "issues",
  "decision",
  "rule",
  "change",
  "undo",
  "list",
  "failure",
]).meta({
  id: "HistoryKind",
  description:
    "file: opening and reading it; issues: what was found, or asked anew; decision and " +
    "rule: what was decided one by one, and by a rule; change: rows that were edited, excluded or " +
    "brought back; undo: what was undone, redone or restored; " +
    "list: the clean list; failure: a stage that failed or was started again",
});

const HistoryIssue = z.object({
  issue_id: z.string(),
  type: IssueType,
  key: z.string(),
  row_count: z.int(),
  rows: z.array(z.object({ raw_row_id: z.int(), row_number: z.int() })).describe(
    "the first of the rows that it is about now",
  ),
});

/** What an entry of the history is about. */
export const HistorySubject = z.object({
  issue_count: z.int(),
  issues: z.array(HistoryIssue).describe("the first of these issues"),
  edits: z.array(RowEdit).describe("what the decision laid over rows, as far as it holds"),
}).meta({ id: "HistorySubject" });

/** One entry of a job's history. */
export const HistoryEntry = z.object({
  position: z.int(),
  version: z.int().describe(
    "for at_version and restore: the job with everything that the same command did",
  ),
  type: z.string(),
  kind: HistoryKind,
  summary: z.string(),
  subject: HistorySubject.nullable().describe("null where it is about no single issues"),
  restored_to: z.int().nullable().describe(
    "of an undo, a redo or a restore: the version that the job was brought back to",
  ),
  actor: z.string().nullable().describe("the user's id; null if the system acted"),
  at: z.iso.datetime(),
  batch_id: z.uuid().nullable().describe(
    "what a rule resolved, or a change of rows, to be undone as one",
  ),
  undo_issue_id: z.string().nullable().describe(
    "for an edit that left its issue open: the issue, while the edit is the newest decision on it and " +
      "DELETE /issues/{id}/resolution undoes it; otherwise null",
  ),
}).meta({ id: "HistoryEntry" });

/** What can be undone and redone next, derived from the history. */
export const UndoState = z.object({
  undo: HistoryEntry.nullable().describe("what POST /jobs/{id}/undo would undo; null: nothing"),
  redo: HistoryEntry.nullable().describe("what POST /jobs/{id}/redo would do again"),
  version: z.int().describe("log position of the newest event that this answer includes"),
}).meta({ id: "UndoState" });

/** How full a column of the clean list is, how varied, and how much of it was normalised. */
export const ColumnFill = z.object({
  field: z.string().nullable().describe("null for a column that is kept as an extra"),
  name: z.string().describe("the field, or the column's name in the file"),
  filled: z.int().describe("contacts that have a value in it"),
  contacts: z.int().describe("contacts of the list"),
  distinct: z.int().describe("different values in it"),
  normalized: z.int().describe(
    "contacts whose value was written otherwise in the row: the address or the phone number",
  ),
}).meta({ id: "ColumnFill" });

/** A version of the clean list; finalising again after an undo creates the next one. */
export const ContactList = z.object({
  list_version: z.int(),
  contact_count: z.int(),
  current: z.boolean().describe("false for an earlier one, and while issues are open again"),
  finalized_at: z.iso.datetime(),
  finalized_by: z.string().nullable().describe("null if it was finalised automatically"),
  added: z.int().describe("contacts that the previous version does not have"),
  removed: z.int(),
  changed: z.int(),
}).meta({ id: "ContactList" });

/** One difference between two versions of the clean list. */
export const ContactChange = z.object({
  change: z.enum(["added", "removed", "changed"]),
  before: Contact.nullable(),
  after: Contact.nullable(),
  fields: z.array(z.string()).describe("the fields and extras that differ, if it was changed"),
}).meta({ id: "ContactChange" });

/** Where one value of a contact comes from. */
export const FieldOrigin = z.object({
  field: z.string().describe("a field, or the key of an extra"),
  value: z.string(),
  raw_row_id: z.int().nullable().describe("the row that it comes from; null if it was typed"),
  row_number: z.int().nullable(),
  header: z.string().nullable().describe("the column that it comes from"),
  original: z.string().nullable().describe("as it was read, if the value has changed"),
  how: z.enum([
    ...["read", "normalized", "split", "other_column", "chosen_column"] as const,
    ...["edited", "merged", "suggested", "filled"] as const,
  ]),
  issue_id: z.string().nullable().describe("whose decision it was"),
  by: z.string().nullable(),
  at: z.iso.datetime().nullable(),
  reason: z.string().describe("a sentence"),
}).meta({ id: "FieldOrigin" });

const OtherRow = z.object({ raw_row_id: z.int(), row_number: z.int(), reason: z.string() });

/** Why a contact is on the list, and where its values come from. */
export const Provenance = z.object({
  contact_id: z.int(),
  raw_row_id: z.int(),
  row_number: z.int(),
  reason: z.string().describe("why the row is on the list, in a sentence"),
  issue_id: z.string().nullable().describe(
    "the decision that keeps it on the list, if there is one",
  ),
  by: z.string().nullable(),
  at: z.iso.datetime().nullable(),
  merged: z.array(OtherRow).describe(
    "rows of the same address that went into a contact, this one or another's; page by page, " +
      "together with left_out",
  ),
  merged_count: z.int().describe("how many of these there are in all"),
  left_out: z.array(OtherRow).describe("excluded rows of the same address"),
  left_out_count: z.int().describe("how many of these there are in all"),
  fields: z.array(FieldOrigin),
}).meta({ id: "Provenance" });

/** What looks wrong about the mapping of a column. */
const ColumnDoubt = z.object({
  code: z.enum(["FEW_VALID", "NO_VALUES", "NAMES_SWAPPED"]),
  message: z.string().describe("a sentence"),
});

/** A row of a file as it is read, and what would become of it. */
const PreviewRow = RawRow.pick({
  row_number: true,
  data: true,
  normalized_email: true,
  normalized_phone: true,
  problems: true,
  warnings: true,
}).extend({
  cells: z.array(z.string()).describe(
    "as the file has them, in its columns' order; where its encoding is an old one, as a program " +
      "shows them that takes every text for UTF-8. Shortened, as are the values of data",
  ),
  of_other_type: z.array(z.string()).optional().describe(
    "keys of data whose values are not of the type that their column is said to have",
  ),
}).meta({ id: "PreviewRow" });

/** How a file would be read, judging by its beginning. Nothing is stored. */
export const FilePreview = z.object({
  format: z.enum(["csv", "xlsx"]),
  encoding: z.string().nullable(),
  delimiter: z.string().nullable(),
  header_row: z.int().nullable(),
  sheet: z.string().nullable(),
  sheets: z.array(z.string()),
  region: z.string().nullable().describe(
    "the country of phone numbers without a country code: as requested or detected",
  ),
  region_reason: z.string().nullable().describe("what in the file suggests it; null if requested"),
  columns: z.array(
    Column.partial({ name: true }).extend({
      samples: z.array(z.string()).describe("its first filled values, shortened"),
      import: z.boolean().optional().describe("false of one that is left out, as was asked"),
      filled: z.int().optional().describe(
        "rows that have a value in it, of those that were judged",
      ),
      valid: z.int().nullable().optional().describe(
        "of these values, those that are what the column is taken for; null where it may hold anything",
      ),
      doubt: ColumnDoubt.nullable().optional().describe("why the mapping is implausible, if it is"),
      remembered: ColumnWish.omit({ header: true }).optional().describe(
        "what you said of it when you last uploaded a file with the same headers, as long as that " +
          "job is kept; an offer, which an upload has to ask for. Omitted where the request asks for " +
          "a mapping or columns itself",
      ),
    }),
  ),
  mapping: z.record(z.string(), z.string()).describe("field → header, as it would be applied"),
  remembered: z.boolean().describe("whether it is your last mapping of the same headers"),
  fields: z.array(z.string()).describe("what a column can be mapped to"),
  rows: z.int().describe("rows that the preview has read"),
  first_rows: z.array(PreviewRow).optional().describe(
    "the first rows below the header, and what would become of them",
  ),
  rows_above: z.array(z.object({ row_number: z.int(), cells: z.array(z.string()) })).optional()
    .describe("the last rows above the header"),
  phones: z.array(z.object({
    written: z.string(),
    becomes: z.string().nullable().describe("in E.164; null where it stays as it is"),
  })).optional().describe(
    "the first phone numbers without a country code, and what becomes of them",
  ),
  problem: JobError.nullable().describe("why the file would fail"),
  notice: z.string().nullable().describe("what looks wrong without failing the file"),
  encoding_guess: z.object({
    share: z.number().min(0).max(1).describe("how sure the guess is"),
    second: z.string().describe("the second guess"),
  }).optional().describe("present if the encoding is a guess worth checking"),
  left_out: z.object({
    count: z.int(),
    lines: z.array(z.object({
      line: z.int(),
      why: z.enum(["header", "line", "footer"]),
      text: z.string().describe("its beginning"),
    })).describe("the first of them"),
  }).optional().describe(
    "ignored lines below the header that are not people, as far as the file was read: repeated " +
      "headers, lines of dashes, totals and copyright notices",
  ),
}).meta({ id: "FilePreview" });

export const DeleteAnswer = z.object({ ok: z.literal(true), version: z.int() }).meta({
  id: "DeleteAnswer",
});

export type JobStatus = z.infer<typeof JobStatus>;
export type Column = z.infer<typeof Column>;
export type ColumnWish = z.infer<typeof ColumnWish>;
export type JobError = z.infer<typeof JobError>;
export type Job = z.infer<typeof Job>;
export type RawRow = z.infer<typeof RawRow>;
export type RowData = z.infer<typeof RowData>;
export type Contact = z.infer<typeof Contact>;
export type ContactList = z.infer<typeof ContactList>;
export type ContactChange = z.infer<typeof ContactChange>;
export type FieldOrigin = z.infer<typeof FieldOrigin>;
export type Provenance = z.infer<typeof Provenance>;
export type FilePreview = z.infer<typeof FilePreview>;
export type ColumnFill = z.infer<typeof ColumnFill>;
export type HistoryEntry = z.infer<typeof HistoryEntry>;
export type HistoryKind = z.infer<typeof HistoryKind>;
export type HistorySubject = z.infer<typeof HistorySubject>;
export type UndoState = z.infer<typeof UndoState>;
