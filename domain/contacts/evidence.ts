/** What a file's values say of it, where neither the person nor a header does. */
import type { ColumnByValues, ColumnWish } from "./assign_fields.ts";
import { mapColumns } from "./columns.ts";
import { columnsByValues } from "./columns_by_values.ts";
import { type GuessedRegion, guessRegion } from "./guess_region.ts";
import { leftOutPlaces, withoutPlaces } from "./treated_columns.ts";

export interface Evidence {
  /** columns of addresses that no header names */
  byValues: ColumnByValues[];
  /** null if the user named it, or nothing suggests it */
  region: GuessedRegion | null;
}

/**
 * What the first rows say.
 *
 * ```ts
 * const rows = [["ann@example.com", "+44 20 7946 0018"], ["bob@example.com", "020 7946 0019"]];
 * const wish = { asked: null, remembered: null, region: null };
 * const { byValues, region } = evidenceOf(["Where", "Phone"], rows, wish);
 * assert.deepEqual([byValues[0].place, region.code], [0, "GB"]);
 * ```
 *
 * @param rows some of those below the header
 * @param wish what the user asked for; `region` is null if they did not name the phones' country
 */
export function evidenceOf(
  headers: string[],
  rows: readonly string[][],
  { region, ...wish }: ColumnWish & { region: string | null },
): Evidence {
  const leftOut = leftOutPlaces(headers, wish.treated ?? []);
  const blanked = (cells: string[]) =>
    leftOut.size ? cells.map((cell, place) => leftOut.has(place) ? "" : cell) : cells;
  const byValues = columnsByValues(blanked(headers), rows.map(blanked), wish);
  if (region !== null) return { byValues, region: null };
  const mapped = mapColumns(headers, { ...wish, byValues });
  if (mapped.outcome === "refused") return { byValues, region: null };
  const kept = rows.map((cells) => withoutPlaces(cells, leftOut));
  return { byValues, region: guessRegion(mapped.columns, kept) ?? null };
}
