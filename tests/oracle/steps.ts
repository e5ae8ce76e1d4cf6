/** What a person does to a job once it was read, in the words of the API. */
import type { RowValues } from "@rollcall/contracts";
import type {
  BulkRule,
  Decision,
  HistoryEntry,
  IssueType,
  Operation,
} from "@rollcall/contracts/api";
import { toChoice, toOperation } from "../../services/review/api_shapes.ts";
import type { DecisionCommand } from "../../services/review/decide.ts";
import type { Reader } from "./api_outcome.ts";

export type Step =
  | { do: "resolve"; number: number; decision: Decision }
  /** `batch` counts from 0 the batches of the job that resolve anything, and its changes of rows */
  | ({ do: "resolve by rule"; type: IssueType; rule: BulkRule; batch: number } & Selected)
  | { do: "edit row"; rowId: number; values: RowValues; batch: number }
  | { do: "exclude rows" | "bring back rows"; rowIds: string; batch: number }
  | { do: "change rows"; rowIds: string; operation: Operation; batch: number }
  | { do: "reopen"; number: number }
  | { do: "undo batch"; batch: number }
  | { do: "finalize" }
  /** the job itself */
  | { do: "delete" };

/** What of a type a rule is for, as sets of numbers; all where both are left out. */
export type Selected = { issues?: string; rowIds?: string };

/** What the review is asked for. */
export type ReviewStep = Exclude<Step, { do: "delete" }>;

/** Stands for a batch's id, which differs from run to run. */
export const batchIdOf = (batch: number) =>
  `00000000-0000-7000-8000-${String(batch + 1).padStart(12, "0")}`;

/** The step as the review's pure core takes it. */
export function toCommand(step: ReviewStep): DecisionCommand {
  switch (step.do) {
    case "resolve":
      return { type: "resolve", number: step.number, choice: toChoice(step.decision) };
    case "resolve by rule": {
      const { type: issueType, rule, batch, issues, rowIds } = step;
      return {
        type: "resolve by rule",
        issueType,
        rule,
        batchId: batchIdOf(batch),
        issues,
        rowIds,
      };
    }
    case "edit row":
      return {
        type: step.do,
        rowId: step.rowId,
        values: step.values,
        batchId: batchIdOf(step.batch),
      };
    case "exclude rows":
    case "bring back rows":
      return { type: step.do, rowIds: step.rowIds, batchId: batchIdOf(step.batch) };
    case "change rows": {
      const { rowIds, operation, batch } = step;
      const command = { type: step.do, rowIds, batchId: batchIdOf(batch) } as const;
      return { ...command, operation: toOperation(operation) };
    }
    case "reopen":
      return { type: "reopen", number: step.number };
    case "undo batch":
      return { type: "undo batch", batchId: batchIdOf(step.batch) };
    case "finalize":
      return { type: "finalize", automatic: false };
  }
}

/**
 * The step as a request to the API.
 * @param version up to which the person knows the job, at least that of the newest answer: the ids of
 * batches are read from what it includes, and an undo takes nothing later back
 */
export async function toRequest(
  api: Pick<Reader, "all">,
  jobId: string,
  step: Step,
  version: number,
): Promise<{ method: string; path: string; body?: unknown }> {
  switch (step.do) {
    case "resolve":
      return {
        method: "POST",
        path: `/issues/${jobId}.${step.number}/resolve`,
        body: step.decision,
      };
    case "resolve by rule":
      return {
        method: "POST",
        path: `/jobs/${jobId}/resolve`,
        body: {
          type: step.type,
          rule: step.rule,
          ...(step.issues && { issues: step.issues }),
          ...(step.rowIds && { raw_row_ids: step.rowIds }),
        },
      };
    case "edit row":
      return {
        method: "POST",
        path: `/jobs/${jobId}/rows/edit`,
        body: { raw_row_id: step.rowId, data: step.values },
      };
    case "exclude rows":
    case "bring back rows":
      return {
        method: "POST",
        path: `/jobs/${jobId}/rows/${step.do === "exclude rows" ? "exclude" : "bring-back"}`,
        body: { raw_row_ids: step.rowIds },
      };
    case "change rows":
      return {
        method: "POST",
        path: `/jobs/${jobId}/rows/change`,
        body: { raw_row_ids: step.rowIds, operation: step.operation },
      };
    case "reopen":
      // So that it may be sent again where the answer was lost.
      return {
        method: "DELETE",
        path: `/issues/${jobId}.${step.number}/resolution?seen_version=${version}`,
      };
    case "undo batch": {
      // An answer may have been lost, and the id with it; the history has them all, in their order.
      const path = `/jobs/${jobId}/events?limit=1000&min_version=${version}`;
      const batches = (await api.all<HistoryEntry>(path)).map(({ batch_id }) => batch_id);
      const known = [...new Set(batches)].filter((id) => id !== null);
      return { method: "DELETE", path: `/jobs/${jobId}/batches/${known[step.batch]}` };
    }
    case "finalize":
      return { method: "POST", path: `/jobs/${jobId}/finalize` };
    case "delete":
      return { method: "DELETE", path: `/jobs/${jobId}` };
  }
}
