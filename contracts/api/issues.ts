/** Issues, the decisions that resolve them, and the responses of the commands. */
import { z } from "zod";
import { bulkRules } from "./bulk_rules.ts";
import { byKeySchema } from "../by_key_schema.ts";
import { IssueSet, RowSet } from "./number_sets.ts";

export const IssueType = z.enum([
  "MISSING_EMAIL",
  "INVALID_EMAIL_FORMAT",
  "MISSING_FIRST_NAME",
  "MISSING_LAST_NAME",
  "EMAIL_TYPO",
  "DUPLICATE_EMAIL",
  "DUPLICATE_DIFFERS",
]).meta({
  id: "IssueType",
  description: "EMAIL_TYPO: a valid address that is probably mistyped, such as one at gmial.com. " +
    "MISSING_FIRST_NAME and MISSING_LAST_NAME are about one row, or about the whole file if it " +
    "has no column for the name (payload.scope). DUPLICATE_DIFFERS: rows of one person whose filled " +
    "values differ. It is RESOLVED from the start by the rule same_person (the first row is kept, " +
    "its empty fields are filled in from the others), until a decision or rule resolves it again; " +
    "with same_person=ask it is OPEN",
});

export const IssueStatus = z.enum(["OPEN", "RESOLVED"]).meta({ id: "IssueStatus" });

export const Candidate = z.object({
  raw_row_id: z.int(),
  row_number: z.int(),
  data: byKeySchema(z.string()),
  before: byKeySchema(z.string()).optional().describe(
    "its values before the current decision, if that edited it or merged others into it",
  ),
}).meta({ id: "Candidate", description: "a row that the issue is about, as read, with its edits" });

export const RowEdit = z.object({
  raw_row_id: z.int(),
  row_number: z.int(),
  data: byKeySchema(z.string()).describe("field → the value that replaces the row's"),
}).meta({ id: "RowEdit" });

export const Resolution = z.object({
  action: z.enum(["choose", "edit", "merge", "skip", "keep", "use_column"]),
  chosen_row_id: z.int().optional().describe("the row that is kept, for choose and merge"),
  data: byKeySchema(z.string()).optional().describe("the values that replace the row's"),
  sources: byKeySchema(z.int()).optional().describe(
    "for merge: field → the row that its value was taken from; a typed value is not here",
  ),
  column: z.string().optional().describe("for use_column: the column that the values are in"),
  rule: z.string().optional().describe("the rule that decided, or take_suggestion"),
  batch_id: z.uuid().optional().describe(
    "shared by everything that one rule resolved; see /batches",
  ),
  via: z.string().optional().describe("the issue whose decision resolved this one too"),
  resolved_by: z.string().nullable(),
  resolved_at: z.iso.datetime(),
}).meta({ id: "Resolution" });

export const Suggestion = z.object({
  field: z.string(),
  value: z.string(),
  reason: z.string().describe("why, in a sentence"),
}).meta({
  id: "Suggestion",
  description: "the address that was probably meant; take_suggestion uses it",
});

export const OfferedColumn = z.object({
  column: z.string().describe("what use_column takes"),
  header: z.string().describe("as the file has it; empty if it has none"),
  filled: z.int().describe("rows that have a value in it"),
  samples: z.array(z.string()).describe("its first different values, shortened"),
}).meta({ id: "OfferedColumn", description: "an unmapped column that may hold the field" });

export const Issue = z.object({
  id: z.string().describe("unique over all jobs"),
  job_id: z.uuid(),
  type: IssueType,
  key: z.string().describe(
    "the normalised e-mail address, row-N if there is none, or file for an issue about all rows",
  ),
  status: IssueStatus,
  payload: z.object({
    candidates: z.array(Candidate).describe(
      "the first of them, if they are very many or very large",
    ),
    candidate_count: z.int().describe("rows that the issue is about, listed or not"),
    people: z.array(z.array(z.int())).optional().describe(
      "for DUPLICATE_EMAIL: the listed candidates' raw_row_ids, those of one person together, in " +
        "the order of their first rows. Whichever row of a person is chosen, the others are merged " +
        "into it and fill in its empty fields",
    ),
    edits: z.array(RowEdit).optional().describe(
      "rows that earlier decisions on this issue edited, oldest first: each edit stays, whatever is " +
        "decided after it, until it is undone. DELETE /issues/{id}/resolution takes back the " +
        "resolution, and where there is none, the newest of these; omitted where there are none",
    ),
    suggestion: Suggestion.optional(),
    scope: z.literal("file").optional().describe(
      "the issue is about all rows at once: there are no candidates, and keep, skip and " +
        "use_column answer it",
    ),
    field: z.string().optional().describe("for scope file: the field that the file lacks"),
    columns: z.array(OfferedColumn).optional().describe("for scope file, in file order"),
  }),
  resolution: Resolution.nullable(),
}).meta({ id: "Issue" });

const TypedValue = z.string().max(10_000, "a value has at most 10,000 characters");

/** `{"chosen_row_id": 5}` alone means `choose`, as in the reference architecture. */
export const Decision = z.union([
  z.strictObject({ action: z.literal("choose"), chosen_row_id: z.int() }),
  z.strictObject({
    action: z.literal("edit"),
    raw_row_id: z.int().optional().describe("which candidate; needed if there are several"),
    data: byKeySchema(TypedValue).describe("field → new value"),
  }),
  z.strictObject({
    action: z.literal("merge"),
    chosen_row_id: z.int().optional().describe("the row to keep; the first by default"),
    fields: byKeySchema(
      z.union([z.strictObject({ from: z.int() }), z.strictObject({ value: TypedValue })]),
    ).describe("field → the candidate that its value comes from, or a typed value"),
  }).describe(
    "one contact from several rows, field by field; other fields that are empty in the kept row are " +
      "filled in from the other rows, in their order",
  ),
  z.strictObject({ action: z.literal("take_suggestion") }).describe("edit as payload.suggestion"),
  z.strictObject({ action: z.literal("skip") }).describe("exclude the row or rows"),
  z.strictObject({ action: z.literal("keep") }).describe(
    "keep the row or rows as they are; for DUPLICATE_EMAIL keep everybody: rows of one person that " +
      "agree are one contact",
  ),
  z.strictObject({
    action: z.literal("use_column"),
    column: z.string().max(10_000).describe("its header, or its name in payload.columns"),
  }).describe(
    "for payload.scope file: the column has the missing field's values, in every row; rows where it " +
      "is empty are kept without",
  ),
  z.strictObject({ chosen_row_id: z.int() }),
]).meta({ id: "Decision" });

export const BulkRule = z.enum(bulkRules).meta({ id: "BulkRule" });

export const BulkDecision = z.strictObject({
  type: IssueType,
  rule: BulkRule,
  include_resolved: z.boolean().optional().describe(
    "whether issues that were resolved otherwise are resolved again; those with typed or picked " +
      "values, or resolved along with another issue, stay. Without it a rule applies to open issues, " +
      "and to differences resolved by default",
  ),
  issues: IssueSet.optional().describe(
    "only these issues, by number; those of another type are passed over. All of the type by default",
  ),
  raw_row_ids: RowSet.optional().describe(
    "only issues about one of these rows, such as those that GET /jobs/{id}/rows/ids finds",
  ),
}).meta({ id: "BulkDecision" });

/** What a rule left unchanged; absent if nothing. */
const Stayed = {
  already_resolved: z.int().optional().describe(
    "issues of the type that were resolved before, and stay as they are; omitted if there were none",
  ),
  notice: z.string().optional().describe("explains that, and what to do"),
};

/** `version` is for `min_version`: a query with it sees what the command wrote. */
export const DecisionAnswer = z.object({
  ok: z.literal(true),
  issue_id: z.string(),
  version: z.int(),
}).meta({ id: "DecisionAnswer" });

export const BulkAnswer = z.object({
  ok: z.literal(true),
  resolved: z.int(),
  ...Stayed,
  batch_id: z.uuid().nullable().describe(
    "undoes all of it: DELETE /jobs/{id}/batches/{batch_id}; null if nothing was resolved",
  ),
  version: z.int(),
}).meta({ id: "BulkAnswer" });

/** What a rule would do to one issue. */
export const BulkEffect = z.object({
  issue_id: z.string(),
  key: z.string(),
  action: z.enum(["choose", "edit", "skip", "keep"]),
  chosen_row_id: z.int().optional(),
  data: byKeySchema(z.string()).optional().describe("field → the value it would get"),
}).meta({ id: "BulkEffect" });

export const BulkPreview = z.object({
  resolves: z.int().describe("issues that would be resolved, others on the same rows included"),
  opens: z.int().describe("issues that would be opened, or asked again, because rows meet"),
  withdraws: z.int().describe("issues that would no longer apply"),
  untouched: z.int().describe(
    "open issues of the type, of those that were asked for, that the rule has no answer for",
  ),
  ...Stayed,
  samples: z.array(BulkEffect).describe("the first 20"),
}).meta({ id: "BulkPreview" });

export const BatchUndoAnswer = z.object({
  ok: z.literal(true),
  reopened: z.int().describe("issues that are open again; those decided again since then stay"),
  rows: z.int().optional().describe("of a change of rows: those that are as they were before it"),
  version: z.int(),
}).meta({ id: "BatchUndoAnswer" });

export const FinalizeAnswer = z.object({
  ok: z.literal(true),
  status: z.literal("COMPLETED"),
  contact_count: z.int(),
  list_version: z.int().describe("counts from 1; finalising again creates the next"),
  version: z.int(),
}).meta({ id: "FinalizeAnswer" });

/** Which step is meant: what is next may have changed since it was shown. */
export const StepRequest = z.strictObject({
  step: z.int().positive().optional().describe(
    "the position of the step that you saw named in GET /jobs/{id}/undo: 409 if another is next",
  ),
}).meta({ id: "StepRequest" });

export const RestoreRequest = z.strictObject({
  to_version: z.int().min(0).describe("the version to go back to, as at_version shows it"),
  seen_version: z.int().min(0).describe(
    "the newest version of the job that you saw: 409 if anything was decided since",
  ),
}).meta({ id: "RestoreRequest" });

export const RestoreAnswer = z.object({
  ok: z.literal(true),
  undone: z.int().describe("issues whose decisions were undone"),
  redone: z.int().describe("issues that were decided again as they had been"),
  list_version: z.int().nullable().describe("of the clean list; null where there is none then"),
  version: z.int(),
}).meta({ id: "RestoreAnswer" });

export const RestorePreview = z.object({
  undone: z.int().describe("issues whose decisions would be undone"),
  redone: z.int().describe("issues that would be decided again as they were"),
  open_issues: z.int().describe("issues that would be open then"),
  list: z.enum(["made", "withdrawn", "same"]).describe(
    "whether the clean list would be created again, as its next version, or be no longer current",
  ),
}).meta({ id: "RestorePreview" });

export type RestoreRequest = z.infer<typeof RestoreRequest>;
export type RestorePreview = z.infer<typeof RestorePreview>;
export type IssueType = z.infer<typeof IssueType>;
export type Issue = z.infer<typeof Issue>;
export type RowEdit = z.infer<typeof RowEdit>;
export type Candidate = z.infer<typeof Candidate>;
export type OfferedColumn = z.infer<typeof OfferedColumn>;
export type Suggestion = z.infer<typeof Suggestion>;
export type BulkEffect = z.infer<typeof BulkEffect>;
export type BulkPreview = z.infer<typeof BulkPreview>;
export type Resolution = z.infer<typeof Resolution>;
export type Decision = z.infer<typeof Decision>;
export type BulkRule = z.infer<typeof BulkRule>;
export type BulkDecision = z.infer<typeof BulkDecision>;
