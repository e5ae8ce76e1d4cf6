/**
 * Rows of one address that name the same person: whether they differ in anything else, and what one
 * of them lacks that others have. Nobody has to decide; nothing is dropped.
 */
import { comparable, contactFields, isMerged, trimText } from "@rollcall/contacts";
import { byKey, entriesOf, type Fact, type IssueKind, valueAt } from "@rollcall/contracts";
import type { Review } from "./review.ts";
import type { Rows } from "./rows.ts";

/** What a row that stands has from others of its person. */
export type Fill = NonNullable<Extract<Fact, { type: "RowsMerged" }>["personal"]>["fills"][number];

/** Whether an issue is about several rows of one address, among which a person chooses. */
export function isAboutSeveral(type: IssueKind): boolean {
  return type === "DUPLICATE_EMAIL" || type === "DUPLICATE_DIFFERS";
}

/**
 * Whether a job has only differences that are told, and its first list is about to be made without
 * anybody's asking.
 */
export function awaitsFirstList(review: Review): boolean {
  if (review.openIssues || review.listVersion || !review.issues.size) return false;
  for (const { decided } of review.issues.values()) if (!decided?.byDefault) return false;
  return true;
}

/** Whether any two filled values under one key differ. @throws RowsNeeded */
export function differ(rows: Rows, rowIds: number[]): boolean {
  const seen = new Map<string, string>();
  for (const rowId of rowIds) {
    const values = rows.values(rowId);
    for (const [key, value] of entriesOf(values)) {
      if (!isMerged(key) || trimText(value) === "") continue;
      const said = comparable(key, value, key === "phone" ? rows.phone(values) : undefined);
      const before = seen.get(key);
      if (before === undefined) seen.set(key, said);
      else if (before !== said) return true;
    }
  }
  return false;
}

/**
 * What a row lacks and the first of the others that has it.
 * @param others ascending
 * @param settled keys whose value somebody decided, an empty one too
 * @throws RowsNeeded
 */
export function fillOf(
  rows: Rows,
  rowId: number,
  others: number[],
  settled: ReadonlySet<string>,
): Fill | undefined {
  const own = rows.values(rowId);
  const missing = new Set(
    [...contactFields, ...rows.index.names].filter((key) =>
      isMerged(key) && !settled.has(key) && trimText(valueAt(own, key)) === ""
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
