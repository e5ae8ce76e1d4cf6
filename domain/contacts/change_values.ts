/**
 * Operations on many rows at once: what each makes of one row's values. Pure; the review applies them,
 * for the preview and for the change alike.
 */
import { byKey, entriesOf, type RowValues, valueAt } from "@rollcall/contracts";
import { cleanText, dropInvisible, trimText } from "./text.ts";

export type ValueOperation =
  /** in one column, or in all where `column` is null */
  | {
    do: "replace";
    column: string | null;
    find: string;
    by: string;
    matchCase: boolean;
    whole: boolean;
  }
  | { do: "trim"; column: string | null }
  | { do: "case"; column: string; to: "upper" | "lower" | "title" }
  | { do: "set"; column: string; value: string }
  /** the value of another column, everywhere or only where the column is empty */
  | { do: "fill"; column: string; from: string; onlyEmpty: boolean }
  /** in E.164; without a region by the row's country, or the job's */
  | { do: "phones"; region: string | null }
  /** the first part into the first column, what is left into the last one */
  | { do: "split"; column: string; by: string; into: string[] }
  /** what is filled of some columns, one behind the other */
  | { do: "join"; columns: string[]; by: string; into: string }
  /** several spellings become one */
  | { do: "unite"; column: string; values: string[]; value: string };

/** The most characters of a value that an operation may make, as of a typed one. */
export const VALUE_CHARS = 10_000;
/** Stands for a value that would have more, which is not made. */
const TOO_LONG = "x".repeat(VALUE_CHARS + 1);

/** A row's phone number in E.164; undefined if it is none, or written so. */
export type PhoneOf = (values: RowValues, region: string | null) => string | undefined;

/**
 * The columns that an operation reads, or changes where they are; what it writes to is in
 * `withTargets`.
 *
 * ```ts
 * assert.deepEqual(sourcesOf({ do: "split", column: "Name", by: " ", into: ["first_name"] }), [
 *   "Name",
 * ]);
 * ```
 */
export function sourcesOf(operation: ValueOperation): string[] {
  switch (operation.do) {
    case "replace":
    case "trim":
      return operation.column === null ? [] : [operation.column];
    case "case":
    case "set":
    case "unite":
    case "split":
      return [operation.column];
    case "fill":
      return [operation.from];
    case "phones":
      return ["phone"];
    case "join":
      return operation.columns;
  }
}

/**
 * The operation with other names for the columns that its results go to: those that it may add to a
 * job, as it computes their values from what the rows have.
 *
 * ```ts
 * const join = { do: "join", columns: ["Street", "No"], by: " ", into: " Address " } as const;
 * assert.deepEqual(withTargets({ ...join, columns: [...join.columns] }, (name) => name.trim()), {
 *   ...join,
 *   into: "Address",
 * });
 * ```
 */
export function withTargets(
  operation: ValueOperation,
  nameOf: (name: string) => string,
): ValueOperation {
  switch (operation.do) {
    case "fill":
      return { ...operation, column: nameOf(operation.column) };
    case "split":
      return { ...operation, into: operation.into.map(nameOf) };
    case "join":
      return { ...operation, into: nameOf(operation.into) };
    default:
      return operation;
  }
}

/**
 * A function that makes of a row's values those that an operation changes; none where all stay. What
 * would have far more than `VALUE_CHARS` is another text of more.
 *
 * ```ts
 * const upper = changeBy({ do: "case", column: "Tag", to: "upper" }, () => undefined);
 * assert.deepEqual(upper(byKey({ Tag: "vip", Notes: "x" })), byKey({ Tag: "VIP" }));
 * ```
 */
export function changeBy(
  operation: ValueOperation,
  phoneOf: PhoneOf,
): (values: RowValues) => RowValues {
  const change = changeOf(operation, phoneOf);
  return (values) => {
    const changed = change(values).map(([key, value]) => [key, cleanText(value)] as const);
    return byKey(changed.filter(([key, value]) => value !== valueAt(values, key)));
  };
}

type Change = (values: RowValues) => [key: string, value: string][];

function changeOf(operation: ValueOperation, phoneOf: PhoneOf): Change {
  switch (operation.do) {
    case "replace":
      return everywhere(operation.column, replacing(operation));
    case "trim":
      return everywhere(operation.column, tidied);
    case "case":
      return everywhere(operation.column, cases[operation.to]);
    case "set":
      return () => [[operation.column, operation.value]];
    case "fill":
      return (values) => {
        const { column, from, onlyEmpty } = operation;
        const isFree = !onlyEmpty || trimText(valueAt(values, column)) === "";
        const value = valueAt(values, from);
        return isFree && trimText(value) !== "" ? [[column, value]] : [];
      };
    case "phones":
      return (values) => {
        const phone = phoneOf(values, operation.region);
        return phone === undefined ? [] : [["phone", phone]];
      };
    case "split":
      return (values) => split(valueAt(values, operation.column), operation.by, operation.into);
    case "join":
      return (values) => {
        const filled = operation.columns.map((column) => trimText(valueAt(values, column)))
          .filter((value) => value !== "");
        return filled.length > 0 ? [[operation.into, filled.join(operation.by)]] : [];
      };
    case "unite": {
      const spellings = new Set(operation.values);
      return everywhere(
        operation.column,
        (value) => spellings.has(value) ? operation.value : value,
      );
    }
  }
}

/** In one column, or in all that the row has. */
function everywhere(column: string | null, edit: (value: string) => string): Change {
  if (column !== null) return (values) => [[column, edit(valueAt(values, column))]];
  return (values) => entriesOf(values).map(([key, value]) => [key, edit(value)]);
}

type Replace = Extract<ValueOperation, { do: "replace" }>;

function replacing({ find, by, matchCase, whole }: Replace): (value: string) => string {
  const text = find.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  const pattern = new RegExp(whole ? `^${text}$` : text, matchCase ? "gu" : "giu");
  return (value) => {
    // A cell of 100,000 letters would become one of 100 million, only to be refused.
    if (by.length > 1 && occursOften(value, pattern, VALUE_CHARS / by.length)) return TOO_LONG;
    return value.replace(pattern, () => by);
  };
}

/** Whether it is there more than so many times; it stops counting there. */
function occursOften(value: string, pattern: RegExp, times: number): boolean {
  let count = 0;
  for (const _ of value.matchAll(pattern)) if (++count > times) return true;
  return false;
}

/** Without invisible characters and spaces at both ends, single spaces between words. */
const tidied = (value: string): string => trimText(dropInvisible(value)).replace(/\s+/g, " ");

const cases = {
  upper: (value: string) => value.toUpperCase(),
  lower: (value: string) => value.toLowerCase(),
  title: (value: string) =>
    value.toLowerCase()
      .replace(/(^|[^\p{L}\p{M}\p{N}])(\p{L})/gu, (_, before, letter) =>
        before + letter.toUpperCase()),
};

/** Nothing where there is no part for each column. */
function split(value: string, by: string, into: string[]): [string, string][] {
  const parts = by === " " ? trimText(value).split(/\s+/) : value.split(by);
  if (parts.length < into.length) return [];
  const last = into.length - 1;
  return into.map((column, i) => {
    return [column, trimText(i < last ? parts[i]! : parts.slice(last).join(by))];
  });
}
