/** The single decision that options say. Pure. */
import { type ByKey, byKey, keysOf } from "@rollcall/contracts/by-key";
import { numberOf, textOf, textsOf, usage, type Values } from "./option_values.ts";

/** Rows are named by their numbers in the file, as `issues` lists them. */
export type DecisionOption =
  | { action: "choose"; row: number }
  | { action: "edit"; row: number | undefined; values: ByKey<string> }
  | { action: "merge"; row: number | undefined; values: ByKey<string>; from: ByKey<number> }
  | { action: "use_column"; column: string }
  | { action: "take_suggestion" | "skip" | "keep" };

/** @throws {Failure} unless the options say one decision */
export function choiceOf(values: Values): DecisionOption {
  const row = numberOf("row", values, 1, Number.MAX_SAFE_INTEGER);
  const edited = byKey(textsOf(values.edit).map((text) => fieldOf("edit", text)));
  const from = textsOf(values.merge).map((text) => fieldOf("merge", text));
  const chosen = numberOf("choose", values, 1, Number.MAX_SAFE_INTEGER);
  const column = textOf(values.column);
  const choices: DecisionOption[] = [
    ...chosen === undefined ? [] : [{ action: "choose" as const, row: chosen }],
    ...from.length > 0
      ? [{ action: "merge" as const, row, values: edited, from: rowsNamed(from) }]
      : keysOf(edited).length > 0
      ? [{ action: "edit" as const, row, values: edited }]
      : [],
    ...column === undefined ? [] : [{ action: "use_column" as const, column }],
    ...values.suggestion === true ? [{ action: "take_suggestion" as const }] : [],
    ...values.skip === true ? [{ action: "skip" as const }] : [],
    ...values.keep === true ? [{ action: "keep" as const }] : [],
  ];
  const [choice, ...others] = choices;
  if (!choice || others.length > 0) {
    throw usage(
      "decide takes one decision: --choose, --edit, --merge, --column, --suggestion, --skip or --keep.",
    );
  }
  if (row !== undefined && choice.action !== "edit" && choice.action !== "merge") {
    throw usage("--row goes with --edit or --merge.");
  }
  return choice;
}

/** `FIELD=VALUE`; a value may have more of that sign. */
function fieldOf(option: string, text: string): [field: string, value: string] {
  const at = text.indexOf("=");
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw usage(`--${option} ${text}: give FIELD=${option === "edit" ? "VALUE" : "ROW"}.`);
}

function rowsNamed(fields: [field: string, row: string][]): ByKey<number> {
  return byKey(fields.map(([field, text]): [string, number] => {
    if (/^[1-9]\d{0,8}$/.test(text)) return [field, Number(text)];
    throw usage(`--merge ${field}=${text}: give the number of a row, as issues lists it.`);
  }));
}
