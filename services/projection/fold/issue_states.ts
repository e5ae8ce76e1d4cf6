/**
 * The states of a job's issues, a few hundred per line: a rule over all of them rewrites only a few
 * lines (ADR 32). A state is a number: that of the line in bulk_resolutions that resolved the issue
 * with others, or one of those below.
 */
import { type IssueKind, parseRowSet } from "@rollcall/contracts";

/** Issues per line: several lines fit in a Postgres page, uncompressed. */
export const STATES_ISSUES = 256;

/** no such issue */
export const UNASKED = 0;
export const OPEN = -1;
/** by a single decision, in single_resolutions; entries there for any other state are obsolete */
export const RESOLVED_ALONE = -2;
export const WITHDRAWN = -3;

export type IssueStatus = "OPEN" | "RESOLVED" | "WITHDRAWN";

export interface StatesRow {
  job_id: string;
  /** the other numbers follow without gaps */
  first_number: number;
  /** indexes into `kinds` */
  types: number[];
  states: number[];
}

/** Indexes are stored: they never change, and a new kind goes last. */
const places: Record<IssueKind, number> = {
  MISSING_EMAIL: 0,
  INVALID_EMAIL_FORMAT: 1,
  MISSING_FIRST_NAME: 2,
  MISSING_LAST_NAME: 3,
  DUPLICATE_EMAIL: 4,
  EMAIL_TYPO: 5,
  DUPLICATE_DIFFERS: 6,
};

/** In the order of their indexes. */
export const kinds = (Object.keys(places) as IssueKind[]).sort((a, b) => places[a] - places[b]);

/** The first number of the line that contains an issue. */
export function lineOf(number: number): number {
  return number - (number - 1) % STATES_ISSUES;
}

/** WITHDRAWN: obsolete and not shown, but may be reopened. */
export function statusOf(state: number): IssueStatus {
  if (state === OPEN) return "OPEN";
  return state === WITHDRAWN ? "WITHDRAWN" : "RESOLVED";
}

/** A line without issues. */
export function noIssues(job_id: string, number: number): StatesRow {
  return {
    job_id,
    first_number: lineOf(number),
    types: Array(STATES_ISSUES).fill(0),
    states: Array(STATES_ISSUES).fill(UNASKED),
  };
}

/** The lines that a set of numbers touches, each with the part of a range in it. */
export function* linesOf(set: string): Generator<[line: number, first: number, last: number]> {
  for (const [from, to] of parseRowSet(set)) {
    for (let first = from; first <= to;) {
      const line = lineOf(first), last = Math.min(to, line + STATES_ISSUES - 1);
      yield [line, first, last];
      first = last + 1;
    }
  }
}
