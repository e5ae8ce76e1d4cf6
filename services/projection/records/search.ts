/** What a search over a job's rows asks for, read from the words of the API. Pure. */
import { columnKeys, contactFields } from "@rollcall/contacts";
import type { FileColumn } from "@rollcall/contracts";
import { validationFailed } from "@rollcall/runtime/problem.ts";

/** What a row is to the list that stands: on it, in a contact of it, off it, or asked about. */
export type RowState = "contact" | "merged" | "excluded" | "open";

export type Condition =
  | { on: "value"; key: string; op: "is" | "contains"; text: string }
  | { on: "value"; key: string; op: "empty" | "filled" }
  | { on: "state"; state: RowState }
  | { on: "warning"; code: string }
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

const STATES: readonly string[] = ["contact", "merged", "excluded", "open"];

/** Whether anything is asked for at all. */
export const isSearch = ({ q, sort, filter }: SearchWords): boolean =>
  Boolean(q || sort || filter?.length);

/**
 * @param edited keys that only edits have brought
 * @throws HttpProblem 422 that names what is not understood
 */
export function readSearch(words: SearchWords, columns: FileColumn[], edited: string[]): Search {
  const known = new Set<string>([...contactFields, ...columnKeys(columns), ...edited]);
  const knownKey = (key: string, path: string) => {
    if (known.has(key)) return key;
    throw refused(path, `"${key}" is neither a field nor a column of the file`);
  };
  const order = words.sort;
  return {
    text: words.q ?? "",
    conditions: (words.filter ?? []).map((filter) => readCondition(filter, knownKey)),
    order: !order ? undefined : {
      key: knownKey(order.replace(/^-/, ""), "query.sort"),
      descending: order.startsWith("-"),
    },
  };
}

/** `company:contains:acme`, `phone:empty`, `state:is:excluded`, `warning:is:…`, `issue:is:…`. */
function readCondition(
  filter: string,
  knownKey: (key: string, path: string) => string,
): Condition {
  const match = /^(.+?):(is|contains|empty|filled)(?::(.*))?$/s.exec(filter);
  const [, key, op, text = ""] = match ?? [];
  if (key === undefined) {
    throw refused(
      "query.filter",
      `"${filter}" is no filter: write field:is:text, field:contains:text, field:empty or field:filled`,
    );
  }
  if (op === "is" && key === "state") {
    if (STATES.includes(text)) return { on: "state", state: text as RowState };
    throw refused("query.filter", `"${text}" is no state: ${STATES.join(", ")}`);
  }
  // It is about several rows, and known by its issues.
  const isOfIssue = key === "warning" && text === "DUPLICATE_DIFFERS";
  if (op === "is" && isOfIssue) return { on: "issue", type: text };
  if (op === "is" && key === "warning") return { on: "warning", code: text };
  if (op === "is" && key === "issue") return { on: "issue", type: text };
  const value = { on: "value" as const, key: knownKey(key, "query.filter") };
  return op === "is" || op === "contains"
    ? { ...value, op, text }
    : { ...value, op: op as "empty" | "filled" };
}

const refused = (path: string, message: string) => validationFailed([{ path, message }]);
