/**
 * The plain decisions that a page made since it last asked what is undone next. The newest is what is
 * undone next, which the page knows before the server does: it need not ask after each of them. Pure.
 */
import type { Issue } from "@rollcall/contracts/api";
import { decisionName, type PlainAction } from "./entry-words.ts";

export interface OwnStep {
  readonly name: string;
  /** null until the server answers */
  readonly version: number | null;
}

/** A decision that is on its way, named as the history will. */
export function stepOf(issue: Pick<Issue, "id" | "key">, action: PlainAction): OwnStep {
  const number = issue.id.slice(issue.id.lastIndexOf(".") + 1);
  return { name: decisionName(number, action, issue.key), version: null };
}

/**
 * The steps once one of them is answered. Of those that are, the newest alone is kept: nothing is
 * undone before it. Those on their way count as newer.
 */
export function answered(
  steps: readonly OwnStep[],
  step: OwnStep,
  version: number,
): OwnStep[] {
  const isNewest = version > newestVersion(steps);
  return steps.flatMap((other) => {
    if (other === step) return isNewest ? { ...step, version } : [];
    return isNewest && other.version !== null ? [] : other;
  });
}

/** The steps where one may have done more than it is named by: they cover nothing until it is told. */
export const doubted = (steps: readonly OwnStep[]): OwnStep[] =>
  steps.map((step) => ({ ...step, version: 0 }));

/** Whether nothing up to this version is undone before one of the steps. */
export const covers = (steps: readonly OwnStep[], version: number): boolean =>
  version <= newestVersion(steps);

/** The steps that an answer as of this version does not know of. */
export const after = (steps: readonly OwnStep[], version: number): OwnStep[] =>
  steps.filter((step) => step.version === null || step.version > version);

/** Of those that are answered; 0 where none is. */
export const newestVersion = (steps: readonly OwnStep[]): number =>
  steps.find((step) => step.version !== null)?.version ?? 0;
