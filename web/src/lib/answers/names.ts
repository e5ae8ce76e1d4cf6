/** Names in the server's sentences, in the language of the page. */
import { decisionsDone, operationsDone, ruleNames } from "@rollcall/contracts/history-lines";
import { m } from "../paraglide/messages.js";

type Words = () => string;

/** The words for each of these names, as the page says them; one that is not known stays as it is. */
function named<const Names extends Readonly<Record<string, string>>>(
  names: Names,
  words: { readonly [Code in keyof Names]: Words },
): (name: string) => string {
  const byCode = new Map(Object.entries<Words>(words));
  const byName = new Map(Object.entries(names).map(([code, name]) => [name, byCode.get(code)!]));
  return (name) => byName.get(name)?.() ?? name;
}

export const ruleWords = named(ruleNames, {
  first: m.issues_rule_first,
  last: m.issues_rule_last,
  most_complete: m.issues_rule_complete,
  take_suggestion: m.issues_rule_suggestion,
  skip: m.issues_rule_skip,
  keep: m.issues_rule_keep,
});

export const decisionWords = named(decisionsDone, {
  choose: m.answers_past_choose,
  edit: m.answers_past_edit,
  merge: m.answers_past_merge,
  skip: m.answers_past_skip,
  keep: m.answers_past_keep,
  use_column: m.answers_past_use_column,
  take_suggestion: m.answers_past_suggestion,
});

export const operationWords = named(operationsDone, {
  replace: m.rows_do_replace,
  set: m.rows_do_set,
  trim: m.rows_do_trim,
  case: m.rows_do_case,
  fill: m.rows_do_fill,
  phones: m.rows_do_phones,
  split: m.rows_do_split,
  join: m.rows_do_join,
  unite: m.answers_past_unite,
});
