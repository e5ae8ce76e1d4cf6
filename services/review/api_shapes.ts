/** Converts between the API's shapes and the review's own. */
import { formatCount, formatIssueId } from "@rollcall/contracts";
import type {
  BulkEffect,
  ChangeAnswer,
  Decision,
  Operation as Asked,
  RowsChangePreview,
} from "@rollcall/contracts/api";
import type { ValueOperation } from "@rollcall/contacts";
import type { ChangePreview, Preview } from "./preview.ts";
import { nothingStayed, type Stayed } from "./direct_effects.ts";
import type { Choice } from "./resolve_issue.ts";
import type { Executed } from "./review_commands.ts";

/** `{"chosen_row_id": 5}` alone means choose, as in the reference architecture. */
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

/** What a rule left unchanged: how many issues, and what to do about them; empty if none. */
export function toStayed({ alike, takeable, byHand }: Stayed = nothingStayed()) {
  const already_resolved = alike + takeable + byHand;
  if (already_resolved === 0) return {};
  const sentences = [
    ...alike ? [`${issues(alike)} resolved before, and the rule changes nothing there.`] : [],
    ...takeable
      ? [
        `${issues(takeable)} resolved otherwise before and ${stays(takeable)} so; send ` +
        `include_resolved to apply the rule to ${takeable === 1 ? "it" : "them"} too.`,
      ]
      : [],
    ...byHand
      ? [
        `${issues(byHand)} resolved by typed or picked values, or along with another ` +
        `issue, and ${stays(byHand)} so; undo that first.`,
      ]
      : [],
  ];
  return { already_resolved, notice: sentences.join(" ") };
}

const stays = (count: number) => count === 1 ? "stays" : "stay";

const issues = (count: number) => `${formatCount(count, "issue")} ${count === 1 ? "was" : "were"}`;

export function toChangeAnswer(
  { issueCount, changed, version }: Extract<Executed, { outcome: "done" }>,
): ChangeAnswer {
  const { rows, refused, batchId } = changed!;
  return { ok: true, rows, refused, reopened: issueCount, batch_id: batchId, version };
}

export function toOperation(asked: Asked): ValueOperation {
  switch (asked.do) {
    case "replace": {
      const { column = null, match_case: matchCase = false, whole = false, ...text } = asked;
      return { ...text, column, matchCase, whole };
    }
    case "trim":
      return { do: asked.do, column: asked.column ?? null };
    case "fill": {
      const { only_empty: onlyEmpty = false, ...columns } = asked;
      return { ...columns, onlyEmpty };
    }
    case "phones":
      return { do: asked.do, region: asked.region ?? null };
    default:
      return asked;
  }
}

export function toChangePreview(
  { outcome: _, samples, ...counts }: ChangePreview,
): RowsChangePreview {
  return {
    ...counts,
    samples: samples.map(({ rowId, key, ...values }) => {
      return { raw_row_id: rowId, field: key, ...values };
    }),
  };
}

/** @throws if the effect is a merge or chooses a column, which no rule does */
export function toEffect(
  jobId: string,
  { key, resolution, values }: Preview["samples"][number],
): BulkEffect {
  const { number, action, chosenRowId } = resolution;
  if (action === "merge" || action === "use_column") {
    throw new Error(`issue ${number} would be resolved by a rule with ${action}`);
  }
  return {
    issue_id: formatIssueId(jobId, number),
    key,
    action,
    ...(chosenRowId !== undefined && { chosen_row_id: chosenRowId }),
    ...(values && { data: values }),
  };
}
