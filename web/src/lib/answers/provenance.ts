/**
 * Why a contact is on the list and where its values come from, which the server says in English, in the
 * language of the page. Others stay English.
 */
import {
  type FlawWords,
  listedReasons,
  type ListedWords,
  originReasons,
  type OriginWords,
  rowFlaws,
} from "@rollcall/contracts/reasons";
import { m } from "../paraglide/messages.js";
import { isEnglish } from "../text/language.ts";
import * as inEnglish from "./as-written.ts";
import { operationWords, ruleWords } from "./names.ts";
import { leftEnglish } from "./sentences.ts";

const FLAWS: FlawWords = {
  MISSING_EMAIL: m.answers_flaw_no_email,
  INVALID_EMAIL_FORMAT: m.answers_flaw_invalid_email,
  MISSING_FIRST_NAME: m.answers_flaw_no_first_name,
  MISSING_LAST_NAME: m.answers_flaw_no_last_name,
  EMAIL_TYPO: m.answers_flaw_typo,
  DUPLICATE_EMAIL: m.answers_flaw_address,
  DUPLICATE_DIFFERS: m.answers_flaw_person,
};
const flawWords = (flaw: string): string => rowFlaws.say(flaw, FLAWS) ?? flaw;
const flawsWords = (flaws: string): string =>
  flaws.split(" and ").map(flawWords)
    .reduce((flaw, other) => m.answers_flaws_and({ flaw, other }));

/** "row 4", "rows 4, 9 and 12", "rows 4, 9 and 7 more" */
function rowsWords(others: string): string {
  const [, several, named = "", more] = /^row(s?) (.+?)(?: and ([\d,]+) more)?$/.exec(others) ?? [];
  const listed = named.replace(" and ", ", ");
  const numbers = more
    ? m.history_rows_more({ rows: listed, n: Number(more.replaceAll(",", "")) })
    : listed;
  return several ? m.answers_listed_rows({ numbers }) : m.answers_listed_row({ numbers });
}

const LISTED: ListedWords = {
  keptWith: ({ flaws }) => m.answers_listed_kept({ flaws: flawsWords(flaws) }),
  onlyRow: m.answers_listed_only,
  first: ({ rows }) => m.answers_listed_first({ rows: m.text_rows({ n: rows }) }),
  chosenByYou: ({ others }) => m.answers_listed_chosen({ others: rowsWords(others) }),
  chosenByRule: ({ rule, others }) =>
    m.answers_listed_chosen_rule({ rule: ruleWords(rule), others: rowsWords(others) }),
  mergedByYou: ({ others }) => m.answers_listed_merged({ others: rowsWords(others) }),
  mergedByRule: ({ rule, others }) =>
    m.answers_listed_merged_rule({ rule: ruleWords(rule), others: rowsWords(others) }),
  keptByYou: ({ others }) => m.answers_listed_beside({ others: rowsWords(others) }),
  keptByRule: ({ rule, others }) =>
    m.answers_listed_beside_rule({ rule: ruleWords(rule), others: rowsWords(others) }),
};

const ORIGINS: OriginWords = {
  suggested: m.answers_origin_suggested,
  typed: m.answers_origin_typed,
  changed: ({ operation }) => m.answers_origin_changed({ operation: operationWords(operation) }),
  filledByMerge: m.answers_origin_filled_merged,
  filled: m.answers_origin_filled,
  merged: m.answers_origin_merged,
  split: m.answers_origin_split,
  anotherColumn: m.answers_origin_another,
  empty: m.answers_origin_empty,
  chosenColumn: m.answers_origin_chosen,
  otherColumn: m.answers_origin_other,
  trimmed: m.answers_origin_trimmed,
  international: m.answers_origin_international,
  compared: m.answers_origin_compared,
  read: m.answers_origin_read,
};

/** Why a contact is on the list. */
export const listedWords = (reason: string): string =>
  isEnglish ? inEnglish.listedWords(reason) : translatedListed(reason) ?? leftEnglish(reason);

/** Where a value of a contact comes from. */
export const originWords = (reason: string): string =>
  isEnglish ? inEnglish.originWords(reason) : translatedOrigin(reason) ?? leftEnglish(reason);

/** In the words of the catalogue; undefined where it has none, as below. */
export function translatedListed(reason: string): string | undefined {
  const [, why, kept] = /^(.+), (kept (?:with|beside others).+)$/.exec(reason) ?? [];
  if (!why || !kept) return listedReasons.say(reason, LISTED);
  const both = [why, kept].map((one) => listedReasons.say(one, LISTED));
  const [first, second] = both;
  return first && second && m.answers_listed_with({ why: first, kept: second });
}

export const translatedOrigin = (reason: string): string | undefined =>
  originReasons.say(reason, ORIGINS);
