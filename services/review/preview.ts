/** Previews a rule: the same decision, summarised instead of appended. */
import { apply, copyReview, type Review } from "./review.ts";
import { decide, type Needs } from "./decide.ts";
import { type Resolution, resolutionsIn, type RowValues } from "@rollcall/contracts";
import type { RuleCommand } from "./resolve_by_rule.ts";
import type { RowIndex } from "./rows.ts";
import { nothingStayed, type RecordedEdit, type Refused, type Stayed } from "./direct_effects.ts";

export interface Preview {
  outcome: "preview";
  /** issues that would be resolved, including others on the same rows */
  resolves: number;
  /** issues that would be opened or reopened */
  opens: number;
  withdraws: number;
  /** open issues of the type that the rule cannot resolve */
  untouched: number;
  /** issues of the type that were resolved otherwise before */
  stayed: Stayed;
  samples: { key: string; resolution: Resolution; values: RecordedEdit["values"] | undefined }[];
}

/** Effects that are listed individually. */
const SAMPLES = 20;

export function previewRule(
  jobId: string,
  review: Review,
  index: RowIndex,
  known: Map<number, RowValues>,
  command: RuleCommand,
): Preview | Refused | Needs {
  const decision = decide(jobId, review, index, known, command);
  if (decision.outcome !== "decided") return decision;
  const { facts, settled, stayed = nothingStayed() } = decision;
  const next = facts.reduce(apply, copyReview(review));
  const preview: Preview = {
    outcome: "preview",
    resolves: settled,
    opens: 0,
    withdraws: 0,
    untouched: 0,
    stayed,
    samples: [],
  };
  for (const { number, type, status } of next.issues.values()) {
    const before = review.issues.get(number)?.status;
    if (status === "OPEN" && before !== "OPEN") preview.opens++;
    if (status === "WITHDRAWN" && before !== "WITHDRAWN") preview.withdraws++;
    if (status === "OPEN" && before === "OPEN" && type === command.issueType) preview.untouched++;
  }
  for (const fact of facts) {
    if (fact.type !== "IssuesResolved" || fact.data.batchId !== command.batchId) continue;
    const values = new Map(fact.personal?.edits.map((edit) => [edit.number, edit.values]));
    for (const resolution of resolutionsIn(fact.data)) {
      if (preview.samples.length === SAMPLES) return preview;
      const { key } = review.issues.get(resolution.number)!;
      preview.samples.push({ key, resolution, values: values.get(resolution.number) });
    }
  }
  return preview;
}
