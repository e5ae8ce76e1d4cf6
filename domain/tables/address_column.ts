/** In which column of a table addresses stand: what a header says is believed less than its values. */
import type { TableRow } from "./table.ts";

/** Rows that are looked at, and cells of each: no list of contacts has more columns. */
export const LOOKED_AT = 100, SEEN_CELLS = 500;
/** Of a cell with an address: beyond it is a text. */
const LONGEST = 254;

/** Whether a cell has an address in it and is no text, in whatever way it is written. */
export function isAddress(value: string): boolean {
  if (value.length > LONGEST || !value.includes("@")) return false;
  return /[^\s@<>:]@[^\s@<>]+\.[^\s@<>]/.test(value) && value.trim().split(/\s+/).length <= 6;
}

/** The place of the column with the most addresses, the first of several; undefined without any. */
export function addressColumn(rows: Pick<TableRow, "values">[]): number | undefined {
  const counts: number[] = [];
  for (const { values } of rows) {
    for (let place = 0; place < Math.min(values.length, SEEN_CELLS); place++) {
      if (isAddress(values[place]!)) counts[place] = (counts[place] ?? 0) + 1;
    }
  }
  let best: number | undefined;
  for (let place = 0; place < counts.length; place++) {
    if ((counts[place] ?? 0) > (best === undefined ? 0 : counts[best]!)) best = place;
  }
  return best;
}
