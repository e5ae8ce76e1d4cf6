/** What the values of a column are that is no field of a contact, and whether one of them is that. */
import type { ColumnType } from "./columns.ts";
import { trimText } from "./text.ts";

/** A longer value is a text. */
const MAX_CHARS = 60;
const CURRENCY = "[€$£¥]|[A-Z]{3}|%";
/** With groups of three or without, in either way of writing a fraction. */
const NUMBER = new RegExp(
  `^(?:${CURRENCY})?\\s*[+\\-−]?(?:\\d+|\\d{1,3}(?:[ \\u00a0\\u202f.,'’]\\d{3})+)(?:[.,]\\d+)?` +
    `\\s*(?:${CURRENCY})?$`,
);
const TIME = "(?:[T ]\\d{1,2}:\\d{2}(?::\\d{2}(?:[.,]\\d+)?)?(?:\\s*[AP]M|Z|[+-]\\d{2}:?\\d{2})?)?";
const YEAR_FIRST = new RegExp(`^(\\d{4})([-/.])(\\d{1,2})\\2(\\d{1,2})${TIME}$`, "i");
const YEAR_LAST = new RegExp(`^(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4}|\\d{2})${TIME}$`, "i");
const NAMED_MONTH = new RegExp(
  `^(?:(\\d{1,2})\\.?[ -])?([a-z]{3,9})\\.?[ -](?:(\\d{1,2}),? )?(\\d{4})${TIME}$`,
  "i",
);
const MONTHS = [
  ...["january", "february", "march", "april", "may", "june", "july", "august", "september"],
  ...["october", "november", "december"],
];

/**
 * Whether a value is of the column's type. One that is empty is of any.
 *
 * ```ts
 * const date = { header: "Since", kept: true, name: null, type: "date", choices: [] };
 * assert.equal(isOfType("31.12.2024", date), true);
 * assert.equal(isOfType("2024-02-30", date), false);
 * assert.equal(isOfType("1.234,50", { ...date, type: "number" }), true);
 * assert.equal(isOfType("Gold", { ...date, type: "choice", choices: ["gold", "silver"] }), true);
 * ```
 */
export function isOfType(
  value: string,
  { type, choices }: ColumnType,
): boolean {
  const text = trimText(value);
  if (!text) return true;
  switch (type) {
    case "number":
      return text.length <= MAX_CHARS && NUMBER.test(text);
    case "date":
      return text.length <= MAX_CHARS && isDate(text);
    case "choice":
      return choices.some((choice) => choice.toLowerCase() === text.toLowerCase());
    case "text":
    case null:
      return true;
  }
}

/**
 * Where a row has values of another type than their column's, by their places.
 *
 * ```ts
 * const date = { header: "Since", kept: true, name: null, type: "date", choices: [] };
 * assert.deepEqual(placesOfOtherType(["ada@example.com", "soon"], new Map([[1, date]])), [1]);
 * ```
 */
export function placesOfOtherType(
  values: readonly string[],
  types: ReadonlyMap<number, ColumnType>,
): number[] {
  return [...types].filter(([place, type]) => !isOfType(values[place] ?? "", type))
    .map(([place]) => place);
}

function isDate(text: string): boolean {
  const first = YEAR_FIRST.exec(text);
  if (first) return isDay(Number(first[1]), Number(first[3]), Number(first[4]));
  const last = YEAR_LAST.exec(text);
  if (last) {
    const [year, one, other] = [Number(last[4]), Number(last[1]), Number(last[3])];
    // Day and month stand in either order, by where the file comes from.
    return isDay(year, other, one) || isDay(year, one, other);
  }
  const named = NAMED_MONTH.exec(text);
  if (!named) return false;
  const word = named[2]!.toLowerCase();
  const month = MONTHS.findIndex((name) => name.startsWith(word)) + 1;
  return month > 0 && isDay(Number(named[4]), month, Number(named[1] ?? named[3] ?? 1));
}

function isDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  return day <= new Date(Date.UTC(2000 + year % 400, month, 0)).getUTCDate();
}
