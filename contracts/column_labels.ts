/** What a file's columns are called where their headers are repeated or missing. */

/**
 * A unique label for each column: "Tag", "Tag (2)", "column_3".
 *
 * ```ts
 * assert.deepEqual(columnLabels(["Tag", "Tag", ""]), ["Tag", "Tag (2)", "column_3"]);
 * assert.deepEqual(columnLabels(["Tag", "Tag", "Tag (2)"]), ["Tag", "Tag (3)", "Tag (2)"]);
 * ```
 */
export function columnLabels(headers: readonly string[]): string[] {
  const used = new Set<string>();
  const own = new Set(headers);
  return headers.map((header, place) => {
    const name = header || placeName(place);
    const isFree = header ? !used.has(name) : !own.has(name);
    return take(isFree ? name : distinct(name, own, used), used);
  });
}

/** The name of a column without a header; `place` counts from 0. */
export const placeName = (place: number): string => `column_${place + 1}`;

/** The name with the first number, from 2 on, that makes it neither reserved nor used. */
export function distinct(name: string, reserved: Set<string>, used: Set<string>): string {
  for (let n = 2;; n++) {
    const next = `${name} (${n})`;
    if (!reserved.has(next) && !used.has(next)) return next;
  }
}

/** The name, which is used from now on. */
export function take(name: string, used: Set<string>): string {
  used.add(name);
  return name;
}
