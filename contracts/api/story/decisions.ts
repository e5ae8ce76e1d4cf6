/** The issues of Ann's file, and what she decides about them. */
import type { z } from "zod";
import { byKey } from "../../by_key.ts";
import { ADDRESSLESS_ID, at, BATCH_ID, ISSUE_ID, JOB_ID, TYPO_ID, USER_ID } from "./ids.ts";
import type {
  BatchUndoAnswer,
  BulkAnswer,
  BulkDecision,
  BulkPreview,
  Decision,
  DecisionAnswer,
  FinalizeAnswer,
  Issue,
  RestoreAnswer,
  RestorePreview,
  RestoreRequest,
  StepRequest,
} from "../issues.ts";
import type { DeleteAnswer } from "../jobs.ts";
import { ann, bob, cyd, dan, place } from "./reading.ts";

/** After the first decision. */
export const issues: Issue[] = [
  {
    id: ISSUE_ID,
    job_id: JOB_ID,
    type: "DUPLICATE_EMAIL",
    key: "lee@example.com",
    status: "RESOLVED",
    payload: {
      candidates: [{ ...place(1), data: byKey(ann) }, { ...place(2), data: byKey(bob) }],
      candidate_count: 2,
      people: [[1], [2]],
    },
    resolution: { action: "choose", chosen_row_id: 1, resolved_by: USER_ID, resolved_at: at(30) },
  },
  {
    id: TYPO_ID,
    job_id: JOB_ID,
    type: "EMAIL_TYPO",
    key: "cyd@gmial.com",
    status: "OPEN",
    payload: {
      candidates: [{ ...place(3), data: byKey(cyd) }],
      candidate_count: 1,
      suggestion: {
        field: "email",
        value: "cyd@gmail.com",
        reason: "gmial.com is probably gmail.com.",
      },
    },
    resolution: null,
  },
  {
    id: ADDRESSLESS_ID,
    job_id: JOB_ID,
    type: "MISSING_EMAIL",
    key: "row-5",
    status: "OPEN",
    payload: { candidates: [{ ...place(4), data: byKey(dan) }], candidate_count: 1 },
    resolution: null,
  },
];

/** One of each kind; the first is the story's. */
export const decisions: Record<string, Decision> = {
  choose: { action: "choose", chosen_row_id: 1 },
  keep: { action: "keep" },
  take_suggestion: { action: "take_suggestion" },
  edit: { action: "edit", raw_row_id: 3, data: byKey({ email: "cyd@example.com" }) },
  merge: {
    action: "merge",
    chosen_row_id: 1,
    fields: byKey({ first_name: { value: "Ann and Bob" }, phone: { from: 1 } }),
  },
  skip: { action: "skip" },
  use_column: { action: "use_column", column: "Surname" },
};
export const chosen: z.infer<typeof DecisionAnswer> = { ok: true, issue_id: ISSUE_ID, version: 8 };

export const rule: BulkDecision = { type: "MISSING_EMAIL", rule: "skip" };
export const rules: Record<string, BulkDecision> = {
  all: rule,
  some: { ...rule, issues: "2" },
  about_rows: { ...rule, raw_row_ids: "5" },
};
export const effects: BulkPreview = {
  resolves: 1,
  opens: 0,
  withdraws: 0,
  untouched: 0,
  samples: [{ issue_id: ADDRESSLESS_ID, key: "row-5", action: "skip" }],
};
export const resolvedByRule: z.infer<typeof BulkAnswer> = {
  ok: true,
  resolved: 1,
  batch_id: BATCH_ID,
  version: 10,
};
export const stepAsked: z.infer<typeof StepRequest> = { step: 8 };
export const stepUndone: z.infer<typeof RestoreAnswer> = {
  ok: true,
  undone: 1,
  redone: 0,
  list_version: null,
  version: 13,
};
export const stepRedone: z.infer<typeof RestoreAnswer> = {
  ...stepUndone,
  undone: 0,
  redone: 1,
  version: 15,
};
export const restoreAsked: RestoreRequest = { to_version: 8, seen_version: 11 };
export const restorePreview: RestorePreview = {
  undone: 2,
  redone: 0,
  open_issues: 2,
  list: "withdrawn",
};
export const restored: z.infer<typeof RestoreAnswer> = { ...stepUndone, undone: 2, version: 14 };
export const finalized: z.infer<typeof FinalizeAnswer> = {
  ok: true,
  status: "COMPLETED",
  contact_count: 2,
  list_version: 1,
  version: 11,
};
export const reopened: z.infer<typeof DecisionAnswer> = { ...chosen, version: 12 };
export const batchUndone: z.infer<typeof BatchUndoAnswer> = { ok: true, reopened: 1, version: 15 };
export const deleted: z.infer<typeof DeleteAnswer> = { ok: true, version: 16 };
