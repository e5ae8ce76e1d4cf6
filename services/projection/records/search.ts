/** What a search over a job's rows asks for, read from the words of the API. Pure. */
import { columnKeys, contactFields, warningRules } from "@rollcall/contacts";
import { type PresenceComparison, readFilter, type TextComparison } from "@rollcall/contracts";
import { kinds } from "../fold/issue_states.ts";
import type { JobRow } from "../fold/model.ts";
import { Refused } from "../refusal.ts";
import { DIFFERS } from "./difference_warnings.ts";

/** What a row is to a list: on it, in a contact of it, off it, or asked about. */
export type RowState = "contact" | "merged" | "excluded" | "open";

export type Condition =
  | { on: "value"; key: string; op: TextComparison; text: string }
  | { on: "value"; key: string; op: PresenceComparison }
  | { on: "state"; state: RowState }
  | { on: "warning"; code: string }
  /** any of them */
  | { on: "warned" }
  /** rows of one person that differ, where that is told */
  | { on: "told" }
  | { on: "issue"; type: string };

export interface Search {
  /** in any value, whatever its case; empty where left out */
  text: string;
  /** all of them hold */
  conditions: Condition[];
  /** by the row's number where left out; rows without a value come last */
  order: { key: string; descending: boolean } | undefined;
}

export interface SearchWords {
  q?: string | undefined;
  sort?: string | undefined;
  filter?: string[] | undefined;
}

/** Stands for each code: no warning is called so. */
const ANY_WARNING = "ANY";

const STATES: readonly RowState[] = ["contact", "merged", "excluded", "open"];

/** Whether anything is asked for at all: an order that is left empty is, and is refused. */
export const isSearch = ({ q, sort, filter }: SearchWords): boolean =>
  Boolean(q || filter?.length) || sort !== undefined;

/** What a search may name: keys of values, and codes, of today and those that the job has. */
interface Known {
  keys: ReadonlySet<string>;
  warnings: readonly string[];
  issues: readonly string[];
}

/**
 * @param edited keys that only edits have brought
 * @throws Refused "unknown key", "unknown filter" or "unknown code", with what is not understood
 */
export function readSearch(
  words: SearchWords,
  job: Pick<JobRow, "columns" | "warning_counts" | "issue_counts">,
  edited: string[],
): Search {
  const known: Known = {
    keys: keysOf(job, edited),
    warnings: distinct(
      DIFFERS,
      ...warningRules.map(({ code }) => code),
      ...Object.keys(job.warning_counts),
    ),
    issues: distinct(...kinds, ...Object.keys(job.issue_counts)),
  };
  const order = words.sort;
  return {
    text: words.q ?? "",
    conditions: (words.filter ?? []).map((filter) => readCondition(filter, known)),
    order: order === undefined ? undefined : {
      key: knownKey(known, order.replace(/^-/, ""), "sort"),
      descending: order.startsWith("-"),
    },
  };
}

/**
 * The key of a column whose values are asked for.
 * @throws Refused "unknown key"
 */
export function readColumn(
  column: string,
  job: Pick<JobRow, "columns">,
  edited: string[],
): string {
  return knownKey({ keys: keysOf(job, edited) }, column, "column");
}

const keysOf = ({ columns }: Pick<JobRow, "columns">, edited: string[]): ReadonlySet<string> =>
  new Set([...contactFields, ...columnKeys(columns), ...edited]);

/** `company:contains:acme`, `phone:empty`, `state:is:excluded`, `warning:is:…`, `warning:is:ANY`, `issue:is:…`. */
function readCondition(filter: string, known: Known): Condition {
  const read = readFilter(filter);
  if (!read) throw new Refused({ outcome: "unknown filter", filter });
  const { key, comparison } = read;
  if (!("text" in read)) {
    return { on: "value", key: knownKey(known, key, "filter"), op: read.comparison };
  }
  const { text } = read;
  // A file may have a column of that name: its values are meant by what is no code.
  const isColumn = (codes: Iterable<string>) => known.keys.has(key) && !new Set(codes).has(text);
  if (comparison === "is" && key === "state" && !isColumn(STATES)) {
    return { on: "state", state: knownCode("state", text, STATES) };
  }
  if (comparison === "is" && key === "warning" && text === ANY_WARNING) return { on: "warned" };
  if (comparison === "is" && key === "warning" && !isColumn(known.warnings)) {
    const code = knownCode("warning", text, known.warnings);
    // It is about several rows, and known by its issues.
    return code === DIFFERS ? { on: "told" } : { on: "warning", code };
  }
  if (comparison === "is" && key === "issue" && !isColumn(known.issues)) {
    return { on: "issue", type: knownCode("issue", text, known.issues) };
  }
  return { on: "value", key: knownKey(known, key, "filter"), op: read.comparison, text };
}

/** Headers are kept in NFC, so that a key is meant however its accents are written. */
function knownKey(
  { keys }: Pick<Known, "keys">,
  key: string,
  word: "sort" | "filter" | "column",
): string {
  const found = [key, key.normalize("NFC")].find((one) => keys.has(one));
  if (found !== undefined) return found;
  throw new Refused({ outcome: "unknown key", word, key });
}

function knownCode<Code extends string>(
  of: "state" | "warning" | "issue",
  text: string,
  known: readonly Code[],
): Code {
  const found = known.find((code) => code === text);
  if (found !== undefined) return found;
  throw new Refused({ outcome: "unknown code", of, code: text, known });
}

const distinct = (...codes: string[]): string[] => [...new Set(codes)];
