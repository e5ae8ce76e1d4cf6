/**
 * Whether the rows of one person differ in more than who it is, told in one more pass over the rows,
 * in file order. Of the first filled value in each column a number is held, for those rows only that
 * are repeated.
 */
import { columnKeys, comparable, isMerged, trimText } from "@rollcall/contacts";
import type { FileColumn, ParsedRow } from "@rollcall/contracts";
import { type Comparison, type FoundIssue, keyOf, rowIdsFrom } from "./find_issues.ts";
import { grown, TextSet } from "./text_set.ts";

export class Differences {
  readonly #texts = new TextSet();
  /** by the first row of a person: for each column the place + 1 of its value; 0 where it is empty */
  readonly #seen = new Map<number, Uint32Array<ArrayBuffer>>();
  /** by the first row of a person: the address */
  readonly #differing = new Map<number, string>();

  constructor(readonly found: Comparison, readonly foldGmail: boolean) {}

  /** @param columns those of these rows' values */
  compare(firstRowId: number, rows: ParsedRow[], columns: FileColumn[]): void {
    const keys = columnKeys(columns);
    const merged = keys.map(isMerged);
    rows.forEach((row, i) => {
      const first = this.found.repeated[firstRowId + i];
      if (!first || this.#differing.has(first)) return;
      const [, , , values, notes] = row;
      let seen = this.#seen.get(first) ?? new Uint32Array(values.length);
      while (seen.length < values.length) seen = grown(seen);
      this.#seen.set(first, seen);
      for (const [at, value] of values.entries()) {
        if (!merged[at] || trimText(value) === "") continue;
        const place = this.#texts.add(comparable(keys[at]!, value, notes?.phone)) + 1;
        if (!seen[at]) seen[at] = place;
        else if (seen[at] !== place) this.#differing.set(first, keyOf(row, this.foldGmail));
      }
      if (this.#differing.has(first)) this.#seen.delete(first);
    });
  }

  /** In the order of their first rows. @param told whether the first stands without a question */
  *issues(told: boolean): Generator<FoundIssue> {
    const firstRows = [...this.#differing].sort(([a], [b]) => a - b);
    for (const [rowId, key] of firstRows) {
      const rowIds = rowIdsFrom(rowId, this.found);
      yield { type: "DUPLICATE_DIFFERS", key, rowIds, ...(told && { told: true as const }) };
    }
  }
}
