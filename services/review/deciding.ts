/**
 * A decision under way. It yields the rows whose values it lacks, and ends there: whoever asked for
 * it looks them up, and asks again. So a decision needs no store, and no exception leaves it; the
 * compiler sees to it that what may lack values says so in its type.
 */

/** Returns a decision, unless it yields the rows that it needs first. */
export type Deciding<Decision> = Generator<number[], Decision, void>;

/** The values of these rows are needed first: look them up, and decide again. */
export interface Needs {
  outcome: "needs";
  /** at least one, and none that is known */
  rowIds: number[];
}

/** What a decision comes to, or the first rows that it lacks. */
export function outcomeOf<Decision>(deciding: Deciding<Decision>): Decision | Needs {
  const { done, value } = deciding.next();
  return done ? value : { outcome: "needs", rowIds: value };
}
