/**
 * Unique names for a file's columns, so that no value overwrites another: empty headers are named
 * by position, repeated ones are numbered. A unique header keeps its name.
 */
import { distinct, placeName, take } from "@rollcall/contracts/column-labels";
import { contactFields } from "@rollcall/contracts/fields";
import { isExtra } from "./column_keys.ts";
import { cleanText, trimText } from "./text.ts";

/** Keys of a row's known values, which no other column may use. */
const known: readonly string[] = [...contactFields, "full_name"];

/**
 * Headers in the form in which they are shown and compared, without trailing empty ones.
 *
 * ```ts
 * assert.deepEqual(readHeaders([" E-Mail ", "Tag", ""]), ["E-Mail", "Tag"]);
 * ```
 */
export function readHeaders(headers: string[]): string[] {
  const read = headers.map((header) => cleanHeader(header));
  let length = read.length;
  while (length > 0 && !read[length - 1]) length--;
  return read.slice(0, length);
}

/**
 * A header in the form in which it is shown and compared.
 *
 * ```ts
 * assert.equal(cleanHeader(" E-Mail\u200b "), "E-Mail");
 * ```
 */
export function cleanHeader(header: string): string {
  return trimText(cleanText(header));
}

/**
 * The name of an unknown column, which must differ from the fields'.
 * @param given what somebody calls it instead of its label: nobody means our own remarks by that,
 * which are in no list
 */
export function extraName(
  label: string,
  given: string | null,
  labels: string[],
  used: Set<string>,
): string {
  const name = given ?? label;
  const isTaken = given === null ? known.includes(name) : !isExtra(name);
  if (!isTaken && !used.has(name)) return take(name, used);
  return take(distinct(name, new Set(labels), used), used);
}

/** Name of a column beyond the header's; `place` counts from 0. */
export function surplusName(place: number, names: Set<string>): string {
  return freeName(placeName(place), names);
}

/** The name, numbered where it is taken. */
export function freeName(name: string, names: Set<string>): string {
  return names.has(name) ? distinct(name, names, names) : name;
}
