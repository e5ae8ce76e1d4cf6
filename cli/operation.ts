/** The operation on rows that options say, and which rows it is for. Pure. */
import type { Operation } from "@rollcall/contracts/api";
import { textOf, textsOf, usage, type Values } from "./option_values.ts";

/** Rows of a job, by what the web app's search box and filters say. */
export interface RowSelection {
  search?: string;
  filters: string[];
}

/** @throws {Failure} unless the options say which rows */
export function selectionOf(values: Values): RowSelection {
  const search = textOf(values.search), filters = textsOf(values.filter);
  const isNarrow = search !== undefined || filters.length > 0;
  if (isNarrow === (values["all-rows"] === true)) {
    throw usage("Say which rows: --search TEXT, --filter FILTER or both, or else --all-rows.");
  }
  return { ...(search !== undefined && { search }), filters };
}

/** What `change` can do with rows, by its option. */
type Made = "upper" | "lower" | "title" | "set" | "fill" | "replace" | "split" | "unite";
const operations: Record<Made, (given: string, values: Values) => Operation> = {
  upper: (column) => ({ do: "case", column, to: "upper" }),
  lower: (column) => ({ do: "case", column, to: "lower" }),
  title: (column) => ({ do: "case", column, to: "title" }),
  set: (given) => {
    const [column, value] = assigned("set", given);
    return { do: "set", column, value };
  },
  fill: (given, values) => {
    const [column, from] = assigned("fill", given);
    return { do: "fill", column, from, ...(values["only-empty"] === true && { only_empty: true }) };
  },
  replace: (find, values) => ({
    ...{ do: "replace", find, by: textOf(values.by) ?? "" },
    ...inColumn(values),
    ...(values["match-case"] === true && { match_case: true }),
    ...(values.whole === true && { whole: true }),
  }),
  split: (column, values) => {
    const by = needed("split", "by", values), into = textsOf(values.into);
    if (into.length < 2) throw usage("--split needs two --into COLUMN or more.");
    return { do: "split", column, by, into };
  },
  unite: (given, values) => {
    const [column, value] = assigned("unite", given);
    const spellings = textsOf(values.spelling);
    if (spellings.length === 0) throw usage("--unite needs a --spelling VALUE; there may be more.");
    return { do: "unite", column, values: spellings, value };
  },
};

/** What goes with which operation, besides those that stand alone. */
type Companion =
  | "by"
  | "column"
  | "match-case"
  | "whole"
  | "only-empty"
  | "into"
  | "spelling"
  | "region";
const companions: ReadonlyMap<string, readonly Companion[]> = new Map(Object.entries<Companion[]>({
  fill: ["only-empty"],
  replace: ["by", "column", "match-case", "whole"],
  split: ["by", "into"],
  join: ["by", "into"],
  unite: ["spelling"],
  trim: ["column"],
  phones: ["region"],
}));

/** @throws {Failure} unless the options say one operation */
export function operationOf(values: Values): Operation {
  const joined = textsOf(values.join);
  const found: [name: string, make: () => Operation][] = [
    ...(Object.keys(operations) as Made[]).flatMap((name): [string, () => Operation][] => {
      const given = textOf(values[name]);
      return given === undefined ? [] : [[name, () => operations[name](given, values)]];
    }),
    ...joined.length > 0 ? [["join", () => join(joined, values)] as [string, () => Operation]] : [],
    ...values.trim === true ? [["trim", () => trim(values)] as [string, () => Operation]] : [],
    ...values.phones === true
      ? [["phones", () => phones(values)] as [string, () => Operation]]
      : [],
  ];
  const [first, ...others] = found;
  if (!first || others.length > 0) {
    throw usage(
      "change takes one operation: --set, --replace, --trim, --upper, --lower, --title, --fill, " +
        "--phones, --split, --join or --unite.",
    );
  }
  const [name, make] = first;
  for (const other of new Set([...companions.values()].flat())) {
    const isGiven = values[other] !== undefined && values[other] !== false;
    if (isGiven && !companions.get(name)?.includes(other)) {
      throw usage(`--${other} does not go with --${name}.`);
    }
  }
  return make();
}

function join(columns: string[], values: Values): Operation {
  const [into, ...more] = textsOf(values.into);
  if (columns.length < 2 || into === undefined || more.length > 0) {
    throw usage("--join needs two columns or more, --join A --join B, and one --into COLUMN.");
  }
  return { do: "join", columns, by: needed("join", "by", values), into };
}

const trim = (values: Values): Operation => ({ do: "trim", ...inColumn(values) });

function phones(values: Values): Operation {
  const region = textOf(values.region);
  if (region === undefined) return { do: "phones" };
  if (!/^[a-z]{2}$/i.test(region)) {
    throw usage(`--region ${region}: give a country's two letters, such as DE.`);
  }
  return { do: "phones", region: region.toUpperCase() };
}

function inColumn(values: Values): { column?: string } {
  const column = textOf(values.column);
  return column === undefined ? {} : { column };
}

function needed(operation: string, option: "by", values: Values): string {
  const given = textOf(values[option]);
  if (given) return given;
  throw usage(`--${operation} needs --${option} TEXT.`);
}

/** `COLUMN=VALUE`; a value may have more of that sign, and be empty. */
function assigned(option: string, given: string): [column: string, value: string] {
  const at = given.indexOf("=");
  if (at > 0) return [given.slice(0, at), given.slice(at + 1)];
  throw usage(`--${option} ${given}: give COLUMN=${option === "fill" ? "COLUMN" : "VALUE"}.`);
}
