/** What a person does to a job once it was read, in the words of the API. */
import type { BulkRule, Decision, IssueType } from "@rollcall/contracts/api";
import type { Command } from "../../services/review/decide.ts";

export type Step =
  | { do: "resolve"; number: number; decision: Decision }
  | { do: "resolve by rule"; type: IssueType; rule: BulkRule }
  | { do: "reopen"; number: number }
  | { do: "finalize" };

/** The step as the review's pure core takes it. */
export function toCommand(step: Step): Command {
  switch (step.do) {
    case "resolve":
      return { type: "resolve", number: step.number, choice: toChoice(step.decision) };
    case "resolve by rule":
      return { type: "resolve by rule", issueType: step.type, rule: step.rule };
    case "reopen":
      return { type: "reopen", number: step.number };
    case "finalize":
      return { type: "finalize", automatic: false };
  }
}

type Choice = Extract<Command, { type: "resolve" }>["choice"];

function toChoice(decision: Decision): Choice {
  if ("chosen_row_id" in decision) {
    return { action: "choose", chosenRowId: decision.chosen_row_id };
  }
  if (decision.action !== "edit") return { action: decision.action };
  return { action: "edit", rowId: decision.raw_row_id, values: decision.data };
}

/** The step as a request to the API. */
export function toRequest(
  jobId: string,
  step: Step,
): { method: string; path: string; body?: unknown } {
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
    case "finalize":
      return { method: "POST", path: `/jobs/${jobId}/finalize` };
  }
}
