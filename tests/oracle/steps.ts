/** What a person does to a job once it was read, in the words of the API. */
import type { BulkRule, Decision, HistoryEntry, IssueType } from "@rollcall/contracts/api";
import { toChoice } from "../../services/review/api_shapes.ts";
import type { Command } from "../../services/review/decide.ts";
import type { Reader } from "./api_outcome.ts";

export type Step =
  | { do: "resolve"; number: number; decision: Decision }
  /** `batch` counts from 0 the batches of the job that settle anything */
  | { do: "resolve by rule"; type: IssueType; rule: BulkRule; batch: number }
  | { do: "reopen"; number: number }
  | { do: "undo batch"; batch: number }
  | { do: "finalize" }
  /** the job itself */
  | { do: "delete" };

/** What the review is asked for. */
export type ReviewStep = Exclude<Step, { do: "delete" }>;

/** Stands for a batch's id, which differs from run to run. */
export const batchIdOf = (batch: number) =>
  `00000000-0000-7000-8000-${String(batch + 1).padStart(12, "0")}`;

/** The step as the review's pure core takes it. */
export function toCommand(step: ReviewStep): Command {
  switch (step.do) {
    case "resolve":
      return { type: "resolve", number: step.number, choice: toChoice(step.decision) };
    case "resolve by rule": {
      const { type: issueType, rule, batch } = step;
      return { type: "resolve by rule", issueType, rule, batchId: batchIdOf(batch) };
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
 * @param version that of the newest answer: the ids of batches are read from what it includes
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
        body: { type: step.type, rule: step.rule },
      };
    case "reopen":
      return { method: "DELETE", path: `/issues/${jobId}.${step.number}/resolution` };
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
