/** The moments of a job's life that can be looked at: behind each step, from the comparison on. Pure. */
import type { HistoryEntry } from "@rollcall/contracts/api";
import { summaryWords } from "../answers/summaries.ts";

export interface Moment {
  /** for at_version */
  version: number;
  at: string;
  summary: string;
}

type Entry = Pick<HistoryEntry, "version" | "position" | "kind" | "type" | "at" | "summary">;

const STEPS: ReadonlySet<string> = new Set(["decision", "rule", "undo", "list"]);

/** Whether the job can be looked at as it was behind this entry. */
export const isMoment = ({ kind, type }: Pick<Entry, "kind" | "type">): boolean =>
  type === "DedupeCompleted" || STEPS.has(kind);

/** Of the events of one command the one that says what was done comes first. */
function rankOf({ kind, type }: Entry): number {
  if (type === "ReviewRestored") return 0;
  if (kind === "decision" || kind === "rule") return 1;
  return type === "JobFinalized" ? 2 : 3;
}

/** One for each command, oldest first. */
export function momentsOf(entries: readonly Entry[]): Moment[] {
  const byVersion = Map.groupBy(entries.filter(isMoment), ({ version }) => version);
  const moments = [...byVersion.values()].map((own): Moment => {
    const [{ version, at, summary }] = own.toSorted((a, b) =>
      rankOf(a) - rankOf(b) || a.position - b.position
    ) as [Entry];
    return { version, at, summary: summaryWords(summary) };
  });
  return moments.sort((a, b) => a.version - b.version);
}

/** The place of the last moment up to a version; the first where there is none. */
export function placeOf(moments: readonly Moment[], version: number): number {
  return Math.max(0, moments.findLastIndex((moment) => moment.version <= version));
}

/** The steps behind a version, newest first: what going back to it is about. */
export function stepsSince(moments: readonly Moment[], version: number): Moment[] {
  return moments.filter((moment) => moment.version > version).toReversed();
}
