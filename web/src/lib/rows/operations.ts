/** Operations on many rows, as somebody puts them together, and as the API takes them. Pure. */
import type { Operation } from "@rollcall/contracts/api";
import { m } from "../paraglide/messages.js";
import { number } from "../text/words.ts";

export type Kind = Operation["do"];

/** What has been filled in, for whichever operation is chosen. */
export interface Draft {
  kind: Kind;
  column: string;
  from: string;
  find: string;
  by: string;
  matchCase: boolean;
  whole: boolean;
  to: "upper" | "lower" | "title";
  onlyEmpty: boolean;
  value: string;
  region: string;
  separator: string;
  first: string;
  second: string;
  /** what new columns are called, where NEW_COLUMN is picked for `column`, `first` and `second` */
  newColumn: string;
  newFirst: string;
  newSecond: string;
}

export const KINDS: { kind: Kind; label: string; does: string }[] = [
  { kind: "replace", label: m.rows_do_replace(), does: m.rows_do_replace_what() },
  { kind: "trim", label: m.rows_do_trim(), does: m.rows_do_trim_what() },
  { kind: "case", label: m.rows_do_case(), does: m.rows_do_case_what() },
  { kind: "fill", label: m.rows_do_fill(), does: m.rows_do_fill_what() },
  { kind: "set", label: m.rows_do_set(), does: m.rows_do_set_what() },
  { kind: "phones", label: m.rows_do_phones(), does: m.rows_do_phones_what() },
  { kind: "split", label: m.rows_do_split(), does: m.rows_do_split_what() },
  { kind: "join", label: m.rows_do_join(), does: m.rows_do_join_what() },
];

/** Stands for all columns. */
export const ALL_COLUMNS = "";
/** Stands for a column that the operation adds; no column is called so. */
export const NEW_COLUMN = "\n";

export const emptyDraft = (column: string, other: string): Draft => ({
  kind: "replace",
  column,
  from: other,
  find: "",
  by: "",
  matchCase: false,
  whole: false,
  to: "title",
  onlyEmpty: true,
  value: "",
  region: "",
  separator: " ",
  first: "first_name",
  second: "last_name",
  newColumn: "",
  newFirst: "",
  newSecond: "",
});

/** What may be written to, as the API and as a person calls it. */
export type Target = { value: string; label: string };

/** Whether a column is called so already: it is to be picked, or what it has would be written over. */
export function isTaken(name: string, targets: readonly Target[]): boolean {
  const plain = (text: string) => text.trim().toLowerCase();
  return targets.some(({ value, label }) =>
    plain(name) === plain(value) || plain(name) === plain(label)
  );
}

/** Whether what is written to is a new column that is called as one that is there. */
export function namesTaken(draft: Draft, targets: readonly Target[]): boolean {
  const { kind, column, newColumn, first, newFirst, second, newSecond } = draft;
  const named = kind === "split"
    ? [[first, newFirst], [second, newSecond]] as const
    : takesNewColumn(kind)
    ? [[column, newColumn]] as const
    : [];
  return named.some(([picked, name]) => picked === NEW_COLUMN && isTaken(name, targets));
}

/** Names for the two parts of a column, which no column has. */
export function partNames(label: string, targets: readonly Target[]): [string, string] {
  for (let n = 1;; n += 2) {
    const [first, second] = [`${label} ${number(n)}`, `${label} ${number(n + 1)}`];
    if (!isTaken(first, targets) && !isTaken(second, targets)) return [first, second];
  }
}

/** The operation; null while something is missing, or a new column is called as one that is there. */
export function operationOf(draft: Draft, targets: readonly Target[]): Operation | null {
  const { kind } = draft;
  const targetOf = (picked: string, name: string) => {
    if (picked !== NEW_COLUMN) return picked;
    return isTaken(name, targets) ? "" : name.trim();
  };
  const column = targetOf(draft.column, draft.newColumn);
  const anywhere = column === ALL_COLUMNS ? {} : { column };
  switch (kind) {
    case "replace": {
      const { find, by, matchCase, whole } = draft;
      if (find === "") return null;
      return { do: kind, ...anywhere, find, by, match_case: matchCase, whole };
    }
    case "trim":
      return { do: kind, ...anywhere };
    case "case":
      return column ? { do: kind, column, to: draft.to } : null;
    case "set":
      return column ? { do: kind, column, value: draft.value } : null;
    case "fill": {
      const { from, onlyEmpty } = draft;
      const isWhole = column && from && column !== from;
      return isWhole ? { do: kind, column, from, only_empty: onlyEmpty } : null;
    }
    case "phones": {
      const region = draft.region.trim().toUpperCase();
      if (region === "") return { do: kind };
      return /^[A-Z]{2}$/.test(region) ? { do: kind, region } : null;
    }
    case "split": {
      const { separator } = draft;
      const first = targetOf(draft.first, draft.newFirst);
      const second = targetOf(draft.second, draft.newSecond);
      const isWhole = column && separator !== "" && first && second && first !== second;
      return isWhole ? { do: kind, column, by: separator, into: [first, second] } : null;
    }
    case "join": {
      const { first, second, separator } = draft;
      const isWhole = column && first !== second;
      return isWhole ? { do: kind, columns: [first, second], by: separator, into: column } : null;
    }
    case "unite":
      return null;
  }
}

/** Whether an operation may write what it computes to a column that is new. */
export const takesNewColumn = (kind: Kind): boolean => kind === "fill" || kind === "join";

/** Which columns an operation may be about: all of them at once, or one. */
export const takesAllColumns = (kind: Kind): boolean => kind === "replace" || kind === "trim";
