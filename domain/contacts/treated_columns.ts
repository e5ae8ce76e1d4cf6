/**
 * What the user wants done with columns that are no field: leave one out, give it another name, say
 * what its values are. A column that is left out is as if the file had none; the places of the others
 * stay those of the file until their cells are taken out with it.
 */
import type { ColumnTreatment } from "@rollcall/contracts";
import { columnLabels } from "@rollcall/contracts/column-labels";
import { cleanHeader, readHeaders } from "./column_names.ts";

/** By the column's place in the file, from 0. */
export type TreatedPlaces = ReadonlyMap<number, ColumnTreatment>;

/**
 * The place of each column that is named; one that the file does not have is named in `missing`.
 *
 * ```ts
 * const fax = { header: "Fax", kept: false, name: null, type: null, choices: [] };
 * const { places, missing } = treatedPlaces(["E-Mail", "Fax"], [fax, { ...fax, header: "Tag" }]);
 * assert.deepEqual([[...places.keys()], missing], [[1], ["Tag"]]);
 * ```
 *
 * @param raw the header row, as read
 */
export function treatedPlaces(
  raw: string[],
  treated: readonly ColumnTreatment[],
): { places: TreatedPlaces; missing: string[] } {
  const places = new Map<number, ColumnTreatment>();
  const missing: string[] = [];
  if (!treated.length) return { places, missing };
  const headers = readHeaders(raw);
  const labels = columnLabels(headers);
  for (const one of treated) {
    const place = placeOf(cleanHeader(one.header), headers, labels);
    if (place < 0) missing.push(one.header);
    else places.set(place, one);
  }
  return { places, missing };
}

/** The place of the column with this header, or label: the first of several with one header. */
export function placeOf(header: string, headers: string[], labels: string[]): number {
  const place = header ? headers.indexOf(header) : -1;
  return place < 0 ? labels.indexOf(header) : place;
}

/**
 * The places that are left out.
 *
 * ```ts
 * const fax = { header: "Fax", kept: false, name: null, type: null, choices: [] };
 * assert.deepEqual([...leftOutPlaces(["E-Mail", "Fax"], [fax])], [1]);
 * ```
 */
export function leftOutPlaces(
  raw: string[],
  treated: readonly ColumnTreatment[],
): ReadonlySet<number> {
  const { places } = treatedPlaces(raw, treated);
  return new Set([...places].flatMap(([place, { kept }]) => kept ? [] : [place]));
}

/**
 * A row's cells without those of columns that are left out.
 *
 * ```ts
 * assert.deepEqual(withoutPlaces(["ann@example.com", "555", "vip"], new Set([1])), [
 *   "ann@example.com",
 *   "vip",
 * ]);
 * ```
 */
export function withoutPlaces<Cell>(cells: Cell[], leftOut: ReadonlySet<number>): Cell[] {
  return leftOut.size ? cells.filter((_, place) => !leftOut.has(place)) : cells;
}
