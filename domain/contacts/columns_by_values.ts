/**
 * Columns of addresses that no header names, by their values: a guess, reported with its share. A
 * header that says so counts more than values, unless there is not one address below it.
 */
import type { FileColumn } from "@rollcall/contracts";
import { assignFields, type ColumnByValues, type ColumnWish } from "./assign_fields.ts";
import { readHeaders } from "./column_names.ts";
import { isValidEmail, normalizeEmail } from "./email.ts";

/** Of the filled cells of a column, those that are addresses where it is a column of them. */
const MIN_SHARE = 0.5;
/** The same, where a header says that another column is. */
const MIN_SHARE_AGAINST_HEADER = 0.8;
/** Of a cell that is looked at, in characters; a longer one is a text. */
const MAX_CHARS = 320;
const ADDRESS =
  /^(?:mailto:)?<?([^\s@<>]+@[^\s@<>]+\.[^\s@<>]+)>?$|<([^\s@<>]+@[^\s@<>]+\.[^\s@<>]+)>$/i;

/**
 * The columns whose values are addresses, the fuller one first.
 *
 * ```ts
 * const rows = [["Ann", "ann@example.com"], ["Bob", "bob@example.com"]];
 * const wish = { asked: null, remembered: null };
 * const [found] = columnsByValues(["Who", "Where"], rows, wish);
 * assert.deepEqual(found, { place: 1, field: "email", share: 1 });
 * assert.deepEqual(columnsByValues(["Who", "E-mail"], rows, wish), []);
 * ```
 *
 * @param rows some of those below the header
 * @param wish what the person asked for, now and last time: where that is the address, none
 */
export function columnsByValues(
  raw: string[],
  rows: readonly string[][],
  wish: ColumnWish,
): ColumnByValues[] {
  const headers = readHeaders(raw);
  // A header that is an address is a row of data: the file has none.
  if (headers.some((header) => isValidEmail(normalizeEmail(header)))) return [];
  if (wish.asked && ("email" in wish.asked)) return [];
  const assigned = assignFields(headers, new Map(), { remembered: wish.remembered });
  const known = [...assigned].find(([, { field }]) => field === "email");
  if (known?.[1].how === "remembered") return [];
  const counts = headers.map((_, place) => count(rows, place));
  if (known && (counts[known[0]]!.addresses > 0 || counts[known[0]]!.filled === 0)) return [];
  const asked = new Set(Object.values(wish.asked ?? {}));
  const least = known ? MIN_SHARE_AGAINST_HEADER : MIN_SHARE;
  return counts
    .map((counted, place) => ({ place, ...counted, share: counted.addresses / counted.filled }))
    .filter(({ place, addresses, share }) =>
      addresses > 0 && share >= least && !asked.has(headers[place]!)
    )
    .sort((a, b) => b.addresses - a.addresses || a.place - b.place)
    .map(({ place, share }, at): ColumnByValues => ({
      place,
      field: at === 0 ? "email" : "other_email",
      share: Math.round(share * 100) / 100,
    }));
}

/**
 * Columns as people see them, with a word for one that is recognised by its values.
 *
 * ```ts
 * const columns = [{ header: "Where", name: "email", field: "email", confidence: 0.9 }];
 * assert.equal(toldColumns(columns)[0].how, "values");
 * ```
 */
export function toldColumns<C extends FileColumn>(
  columns: readonly C[],
): (Omit<C, "how"> & { how?: FileColumn["how"] | "values" })[] {
  return columns.map((column) =>
    column.how === undefined && column.confidence !== undefined
      ? { ...column, how: "values" }
      : column
  );
}

function count(rows: readonly string[][], place: number): { filled: number; addresses: number } {
  let filled = 0, addresses = 0;
  for (const values of rows) {
    const text = values[place]?.trim() ?? "";
    if (!text) continue;
    filled++;
    if (text.length > MAX_CHARS || !text.includes("@")) continue;
    const first = text.split(/\s*[;,|]\s*|\s*:::\s*/)[0]!;
    const [, bare, within] = ADDRESS.exec(first) ?? [];
    const address = bare ?? within;
    if (address && isValidEmail(normalizeEmail(address))) addresses++;
  }
  return { filled, addresses };
}
