/** Between the shapes of the API and those that decisions are made in. */
import { formatIssueId } from "@rollcall/contracts";
import type { BulkEffect, Decision } from "@rollcall/contracts/api";
import type { Preview } from "./preview.ts";
import type { Choice } from "./resolve_issue.ts";

/** `{"chosen_row_id": 5}` alone means choose, as the reference architecture has it. */
export function toChoice(asked: Decision): Choice {
  if (!("action" in asked)) return { action: "choose", chosenRowId: asked.chosen_row_id };
  switch (asked.action) {
    case "choose":
      return { action: "choose", chosenRowId: asked.chosen_row_id };
    case "edit":
      return { action: "edit", rowId: asked.raw_row_id, values: asked.data };
    case "merge":
      return { action: "merge", chosenRowId: asked.chosen_row_id, fields: asked.fields };
    case "use_column":
      return { action: "use_column", column: asked.column };
    default:
      return { action: asked.action };
  }
}

/** @throws where the effect is a merge or names a column: no rule does */
export function toEffect(
  jobId: string,
  { key, resolution, values }: Preview["samples"][number],
): BulkEffect {
  const { number, action, chosenRowId } = resolution;
  if (action === "merge" || action === "use_column") {
    throw new Error(`issue ${number} would be settled by a rule with ${action}`);
  }
  return {
    issue_id: formatIssueId(jobId, number),
    key,
    action,
    ...(chosenRowId !== undefined && { chosen_row_id: chosenRowId }),
    ...(values && { data: values }),
  };
}
