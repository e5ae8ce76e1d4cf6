/** Issues, the decisions that settle them, and what the commands answer. */
import { z } from "zod";

export const IssueType = z.enum([
  "MISSING_EMAIL",
  "INVALID_EMAIL_FORMAT",
  "MISSING_FIRST_NAME",
  "MISSING_LAST_NAME",
  "DUPLICATE_EMAIL",
]).meta({ id: "IssueType" });

export const IssueStatus = z.enum(["OPEN", "RESOLVED"]).meta({ id: "IssueStatus" });

export const Candidate = z.object({
  raw_row_id: z.int(),
  row_number: z.int(),
  data: z.record(z.string(), z.string()),
}).meta({ id: "Candidate", description: "a row that the issue is about, as read, with its edits" });

export const Resolution = z.object({
  action: z.enum(["choose", "edit", "skip", "keep"]),
  chosen_row_id: z.int().optional(),
  data: z.record(z.string(), z.string()).optional().describe("the values typed, for edit"),
  rule: z.string().optional().describe("the rule that decided, where many were settled at once"),
  via: z.string().optional().describe("the issue whose decision settled this one too"),
  resolved_by: z.string().nullable(),
  resolved_at: z.iso.datetime(),
}).meta({ id: "Resolution" });

export const Issue = z.object({
  id: z.string().describe("unique over all jobs"),
  job_id: z.uuid(),
  type: IssueType,
  key: z.string().describe("the normalised e-mail address, or row-N where there is none"),
  status: IssueStatus,
  payload: z.object({ candidates: z.array(Candidate) }),
  resolution: Resolution.nullable(),
}).meta({ id: "Issue" });

/** `{"chosen_row_id": 5}` alone is `choose`, as the reference architecture has it. */
export const Decision = z.union([
  z.strictObject({ action: z.literal("choose"), chosen_row_id: z.int() }),
  z.strictObject({
    action: z.literal("edit"),
    raw_row_id: z.int().optional().describe("which candidate; needed where there are several"),
    data: z.record(z.string(), z.string().max(10_000, "a value has at most 10,000 characters"))
      .describe("field → new value"),
  }),
  z.strictObject({ action: z.literal("skip") }).describe("leave the row or rows out"),
  z.strictObject({ action: z.literal("keep") }).describe("keep the row or rows as they are"),
  z.strictObject({ chosen_row_id: z.int() }),
]).meta({ id: "Decision" });

export const BulkRule = z.enum(["first", "last", "most_complete", "skip", "keep"]).meta({
  id: "BulkRule",
});

export const BulkDecision = z.strictObject({ type: IssueType, rule: BulkRule }).meta({
  id: "BulkDecision",
});

/** `version` is for `min_version`: a query that carries it sees what the command wrote. */
export const DecisionAnswer = z.object({
  ok: z.literal(true),
  issue_id: z.string(),
  version: z.int(),
}).meta({ id: "DecisionAnswer" });

export const BulkAnswer = z.object({
  ok: z.literal(true),
  resolved: z.int(),
  version: z.int(),
}).meta({ id: "BulkAnswer" });

export const FinalizeAnswer = z.object({
  ok: z.literal(true),
  status: z.literal("COMPLETED"),
  contact_count: z.int(),
  version: z.int(),
}).meta({ id: "FinalizeAnswer" });

export type IssueType = z.infer<typeof IssueType>;
export type Issue = z.infer<typeof Issue>;
export type Candidate = z.infer<typeof Candidate>;
export type Resolution = z.infer<typeof Resolution>;
export type Decision = z.infer<typeof Decision>;
export type BulkRule = z.infer<typeof BulkRule>;
export type BulkDecision = z.infer<typeof BulkDecision>;
