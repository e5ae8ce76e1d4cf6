/**
 * Names for a file's columns, so that no value is lost under another's: empty headers are called by
 * their place, repeated ones are numbered. A header that is there once keeps its name.
 */
import { contactFields } from "./fields.ts";
import { cleanText, trimText } from "./text.ts";

/** Keys under which a row's known values stand: no other column may be called so. */
const known: readonly string[] = [...contactFields, "full_name"];

/** Headers as they are told and compared; the empty ones at the end, of spreadsheets, are none. */
export function readHeaders(headers: string[]): string[] {
  const read = headers.map((header) => cleanHeader(header));
  let length = read.length;
  while (length > 0 && !read[length - 1]) length--;
  return read.slice(0, length);
}

export function cleanHeader(header: string): string {
  return trimText(cleanText(header));
}

/** What each column is called to tell it from the others: "Tag", "Tag (2)", "column_3". */
export function columnLabels(headers: string[]): string[] {
  const used = new Set<string>();
  const own = new Set(headers);
  return headers.map((header, place) => {
    const name = header || placeName(place);
    const isFree = header ? !used.has(name) : !own.has(name);
    return take(isFree ? name : distinct(name, own, used), used);
  });
}

/** Its name beside the fields': for a column that is none. */
export function extraName(label: string, labels: string[], used: Set<string>): string {
  if (!known.includes(label)) return take(label, used);
  return take(distinct(label, new Set(labels), used), used);
}

/** Name of a column that is behind the header's; `place` counts from 0. */
export function surplusName(place: number, names: Set<string>): string {
  const name = placeName(place);
  return names.has(name) ? distinct(name, names, names) : name;
}

const placeName = (place: number) => `column_${place + 1}`;

function distinct(name: string, reserved: Set<string>, used: Set<string>): string {
  for (let n = 2;; n++) {
    const next = `${name} (${n})`;
    if (!reserved.has(next) && !used.has(next)) return next;
  }
}

function take(name: string, used: Set<string>): string {
  used.add(name);
  return name;
}
