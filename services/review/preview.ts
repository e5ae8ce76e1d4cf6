/** Previews a rule or a change of rows: the same decision, summarised instead of appended. */
import { apply, copyReview, type Review } from "./review.ts";
import { decide } from "./decide.ts";
import type { Needs } from "./deciding.ts";
import {
  entriesOf,
  type Resolution,
  resolutionsIn,
  type RowValues,
  valueAt,
} from "@rollcall/contracts";
import type { ChangeCommand } from "./change_rows.ts";
import { meantBy, type RuleCommand } from "./resolve_by_rule.ts";
import type { Restoring } from "./restore.ts";
import { type RowIndex, Rows } from "./rows.ts";
import type { EditedRow } from "./type_values.ts";
import { nothingStayed, type RecordedEdit, type Refused, type Stayed } from "./direct_effects.ts";

export type PreviewedCommand = RuleCommand | ChangeCommand | EditedRow;

export interface Preview {
  outcome: "preview";
  /** issues that would be resolved, including others on the same rows */
  resolves: number;
  /** issues that would be opened or reopened */
  opens: number;
  withdraws: number;
  /** open issues that the rule is for and cannot resolve */
  untouched: number;
  /** issues of the type that were resolved otherwise before */
  stayed: Stayed;
  samples: { key: string; resolution: Resolution; values: RecordedEdit["values"] | undefined }[];
}

/** What going back to a moment does. */
export interface RestoreEffect {
  outcome: "restoring";
  /** issues whose decisions are undone, and those that are decided again as they were */
  undone: number;
  redone: number;
  /** open issues then */
  open: number;
  list: Restoring["list"];
}

export const previewRestore = ({ undone, redone, list, review }: Restoring): RestoreEffect => ({
  outcome: "restoring",
  undone,
  redone,
  open: review.openIssues,
  list,
});

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
  const { facts, issueCount, stayed = nothingStayed() } = decision;
  const next = facts.reduce(apply, copyReview(review));
  const preview: Preview = {
    outcome: "preview",
    resolves: issueCount,
    ...movesTo(review, next),
    untouched: 0,
    stayed,
    samples: [],
  };
  for (const { number, status } of meantBy(next, command)) {
    const before = review.issues.get(number)?.status;
    if (status === "OPEN" && before === "OPEN") preview.untouched++;
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

export interface ChangePreview {
  outcome: "change preview";
  /** rows that it would change, and those of which it would make something wrong */
  rows: number;
  refused: number;
  /** issues that would be opened or reopened */
  opens: number;
  withdraws: number;
  /** columns that it would add */
  adds: string[];
  samples: { rowId: number; key: string; before: string; after: string }[];
}

export function previewChange(
  jobId: string,
  review: Review,
  index: RowIndex,
  known: Map<number, RowValues>,
  command: ChangeCommand | EditedRow,
): ChangePreview | Refused | Needs {
  const decision = decide(jobId, review, index, known, command);
  if (decision.outcome !== "decided") return decision;
  const { facts, changed } = decision;
  const now = new Rows(index, known, review);
  const edits = facts.flatMap((fact) => fact.type === "RowsEdited" ? fact.personal!.edits : []);
  const samples = edits.slice(0, SAMPLES).flatMap(({ rowId, values }) =>
    entriesOf(values).map(([key, after]) => {
      return { rowId, key, before: valueAt(now.values(rowId), key), after };
    })
  );
  return {
    outcome: "change preview",
    rows: changed!.rows,
    refused: changed!.refused,
    adds: changed!.adds ?? [],
    ...movesTo(review, facts.reduce(apply, copyReview(review))),
    samples: samples.slice(0, SAMPLES),
  };
}

/** Issues that come or go from one state of a review to another. */
function movesTo(review: Review, next: Review): { opens: number; withdraws: number } {
  let opens = 0, withdraws = 0;
  for (const { number, status } of next.issues.values()) {
    const before = review.issues.get(number)?.status;
    if (status === "OPEN" && before !== "OPEN") opens++;
    if (status === "WITHDRAWN" && before !== "WITHDRAWN") withdraws++;
  }
  return { opens, withdraws };
}
