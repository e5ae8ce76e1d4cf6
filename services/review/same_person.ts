/**
 * Rows of one address that name the same person: whether they differ otherwise, and what one can
 * fill in from the others. No decision is needed, and nothing is lost.
 */
import { comparable, contactFields, isMerged, trimText } from "@rollcall/contacts";
import { byKey, entriesOf, type Fact, valueAt } from "@rollcall/contracts";
import type { Review } from "./review.ts";
import type { Rows } from "./rows.ts";

/** What a listed row takes from other rows of its person. */
export type Fill = NonNullable<Extract<Fact, { type: "RowsMerged" }>["personal"]>["fills"][number];

/**
 * Whether a job's only issues are resolved by default and its first list is about to be created
 * automatically: not where somebody has changed rows already.
 */
export function awaitsFirstList(review: Review): boolean {
  if (review.openIssues || review.listVersion || !review.issues.size) return false;
  if (review.changes.size) return false;
  for (const { decided } of review.issues.values()) if (!decided?.byDefault) return false;
  return true;
}

/** Whether any two filled values under one key differ. */
export function differ(rows: Rows, rowIds: number[]): boolean {
  const told: Sayings = new Map();
  return !rowIds.every((rowId) => agrees(told, saidBy(rows, rowId)));
}

/**
 * The values of one or several rows by key, in the form in which they are compared; empty ones are
 * absent.
 */
export type Sayings = Map<string, string>;

/** The comparable values of a row, except its address. */
export function saidBy(rows: Rows, rowId: number): Sayings {
  const values = rows.values(rowId);
  const said: Sayings = new Map();
  for (const [key, value] of entriesOf(values)) {
    if (!isMerged(key) || trimText(value) === "") continue;
    said.set(key, comparable(key, value, key === "phone" ? rows.phone(values) : undefined));
  }
  return said;
}

/** Whether a row's values contradict none of the others'; if so, they are added to these. */
export function agrees(told: Sayings, said: Sayings): boolean {
  for (const [key, text] of said) if ((told.get(key) ?? text) !== text) return false;
  for (const [key, text] of said) told.set(key, text);
  return true;
}

/**
 * The values that a row lacks, each from the first other row that has it.
 * @param others ascending
 * @param decidedKeys keys whose value was decided, even if empty
 */
export function fillOf(
  rows: Rows,
  rowId: number,
  others: number[],
  decidedKeys: ReadonlySet<string>,
): Fill | undefined {
  const own = rows.values(rowId);
  const missing = new Set(
    [...contactFields, ...rows.index.names, ...rows.added].filter((key) =>
      isMerged(key) && !decidedKeys.has(key) && trimText(valueAt(own, key)) === ""
    ),
  );
  const values: [key: string, value: string][] = [], sources: [key: string, rowId: number][] = [];
  let phone: string | undefined;
  for (const other of others) {
    if (!missing.size) break;
    const theirs = rows.values(other);
    for (const key of missing) {
      const value = valueAt(theirs, key);
      if (trimText(value) === "") continue;
      values.push([key, value]);
      sources.push([key, other]);
      missing.delete(key);
      if (key === "phone") phone = rows.phone(theirs);
    }
  }
  if (!values.length) return undefined;
  const fill = { rowId, values: byKey(values), sources: byKey(sources) };
  return { ...fill, ...(phone !== undefined && { phone }) };
}
