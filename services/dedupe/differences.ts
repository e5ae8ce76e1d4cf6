/**
 * Finds differences between rows of one person, in one more pass over the rows in file order. Only
 * a number for the first filled value of each column is kept, and only for repeated rows.
 */
import { columnKeys, comparable, isMerged, trimText } from "@rollcall/contacts";
import { cellsOf, type FileColumn, notesOf, type ParsedRow } from "@rollcall/contracts";
import { type Comparison, type FoundIssue, keyOf, rowIdsFrom } from "./find_issues.ts";
import { grown, TextSet } from "./text_set.ts";

export class Differences {
  readonly #texts = new TextSet();
  /** by a person's first row: for each column the index + 1 of its value; 0 if empty */
  readonly #seen = new Map<number, Uint32Array<ArrayBuffer>>();
  /** by a person's first row: the address */
  readonly #differing = new Map<number, string>();

  constructor(readonly found: Comparison, readonly foldGmail: boolean) {}

  /** @param columns the columns of these rows' values */
  compare(firstRowId: number, rows: ParsedRow[], columns: FileColumn[]): void {
    const keys = columnKeys(columns);
    const merged = keys.map(isMerged);
    rows.forEach((row, i) => {
      const first = this.found.repeated[firstRowId + i];
      if (!first || this.#differing.has(first)) return;
      const values = cellsOf(row), phone = notesOf(row)?.phone;
      let seen = this.#seen.get(first) ?? new Uint32Array(values.length);
      while (seen.length < values.length) seen = grown(seen);
      this.#seen.set(first, seen);
      for (const [at, value] of values.entries()) {
        if (!merged[at] || trimText(value) === "") continue;
        const place = this.#texts.add(comparable(keys[at]!, value, phone)) + 1;
        if (!seen[at]) seen[at] = place;
        else if (seen[at] !== place) this.#differing.set(first, keyOf(row, this.foldGmail));
      }
      if (this.#differing.has(first)) this.#seen.delete(first);
    });
  }

  /** In the order of their first rows. @param told whether they are resolved by default */
  *issues(told: boolean): Generator<FoundIssue> {
    const firstRows = [...this.#differing].sort(([a], [b]) => a - b);
    for (const [rowId, key] of firstRows) {
      const rowIds = rowIdsFrom(rowId, this.found);
      yield { type: "DUPLICATE_DIFFERS", key, rowIds, ...(told && { told: true as const }) };
    }
  }
}
