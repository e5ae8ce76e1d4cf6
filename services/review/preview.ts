/** What a rule would do, told without doing it: the same decision, read instead of appended. */
import { apply, copyReview, type Review } from "./review.ts";
import { decide } from "./decide.ts";
import type { RowValues } from "@rollcall/contracts";
import type { RuleCommand } from "./resolve_by_rule.ts";
import type { RowIndex } from "./rows.ts";
import type { RecordedEdit, Refused, Resolution } from "./step.ts";

export interface Preview {
  outcome: "preview";
  /** issues that would be settled, others on the same rows included */
  resolves: number;
  /** issues that would be opened, or asked again */
  opens: number;
  withdraws: number;
  /** open issues of the type that the rule has no answer for */
  untouched: number;
  samples: { key: string; resolution: Resolution; values: RecordedEdit["values"] | undefined }[];
}

/** Effects that are told one by one. */
const SAMPLES = 20;

/** @throws RowsNeeded like `decide` */
export function previewRule(
  jobId: string,
  review: Review,
  index: RowIndex,
  known: Map<number, RowValues>,
  command: RuleCommand,
): Preview | Refused {
  const decision = decide(jobId, review, index, known, command);
  if (decision.outcome === "refused") return decision;
  const { facts, settled } = decision;
  const next = facts.reduce(apply, copyReview(review));
  const preview: Preview = {
    outcome: "preview",
    resolves: settled,
    opens: 0,
    withdraws: 0,
    untouched: 0,
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
    for (const resolution of fact.data.resolutions.slice(0, SAMPLES - preview.samples.length)) {
      const { key } = review.issues.get(resolution.number)!;
      preview.samples.push({ key, resolution, values: values.get(resolution.number) });
    }
  }
  return preview;
}
