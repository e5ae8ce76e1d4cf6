/**
 * The lines of a job's history, which the server keeps in English, in the language of the page. One
 * of a form that is not known stays as it is.
 */
import { historyLines, type HistoryWords } from "@rollcall/contracts/history-lines";
import { m } from "../paraglide/messages.js";
import { isEnglish } from "../text/language.ts";
import { number, size } from "../text/words.ts";
import { decisionWords, operationWords, ruleWords } from "./names.ts";
import { leftEnglish } from "./sentences.ts";
import { typeset } from "./typeset.ts";

/** "issue 4, 5" or "1,200 issues" */
function issues(which: string): string {
  const [, counted] = /^([\d,]+) issues?$/.exec(which) ?? [];
  if (counted) return m.text_issues({ n: Number(counted.replaceAll(",", "")) });
  return m.answers_past_issue({ numbers: which.replace(/^issue /i, "") });
}

const contactsOf = (n: number) => m.text_contacts({ n });

const WORDS: HistoryWords = {
  created: ({ bytes }) => m.answers_past_created({ bytes: size(bytes) }),
  uploadKey: () => m.answers_past_upload_key(),
  mapping: () => m.answers_past_mapping(),
  deleted: () => m.answers_past_deleted(),
  reading: () => m.answers_past_reading(),
  rowsRead: ({ rows }) => m.answers_past_rows_read({ n: rows }),
  read: ({ rows, valid }) =>
    m.answers_past_read({ rows: m.text_rows({ n: rows }), valid: number(valid) }),
  unreadable: () => m.answers_past_unreadable(),
  recognised: ({ row }) => m.answers_past_recognised({ row: number(row) }),
  workbook: ({ row }) => m.answers_past_recognised({ row: number(row) }),
  found: ({ issues }) => m.answers_past_found({ n: issues }),
  comparedNone: () => m.answers_past_compared_none(),
  compared: ({ issues }) => m.answers_past_compared({ n: issues }),
  undone: ({ which }) => m.answers_past_undone({ which: issues(which) }),
  ruleUndone: ({ issues }) => m.answers_past_rule_undone({ n: issues }),
  revised: ({ which }) => m.answers_past_revised({ which: issues(which) }),
  edited: ({ rows }) => m.answers_past_edited({ n: rows }),
  excluded: ({ rows }) => m.answers_past_excluded({ n: rows }),
  broughtBack: ({ rows }) => m.answers_past_brought_back({ n: rows }),
  changeUndone: ({ rows }) => m.answers_past_change_undone({ n: rows }),
  undo: () => m.answers_past_step_undone(),
  redo: () => m.answers_past_step_redone(),
  restore: () => m.answers_past_restored(),
  merged: ({ rows, contacts }) =>
    m.answers_past_merged({ rows: m.text_rows({ n: rows }), contacts: contactsOf(contacts) }),
  failed: ({ stage }) => m.answers_past_failed({ stage }),
  retried: ({ stage }) => m.answers_past_retried({ stage }),
  listAgain: ({ version, contacts }) =>
    m.answers_past_list_again({ version, contacts: contactsOf(contacts) }),
  listAutomatic: ({ contacts }) =>
    m.answers_past_list_automatic({ contacts: contactsOf(contacts) }),
  list: ({ contacts }) => m.answers_past_list({ contacts: contactsOf(contacts) }),
  byDefault: ({ which }) => m.answers_past_default({ which: issues(which) }),
  byRule: ({ issues, rule }) => m.answers_past_ruled({ n: issues, rule: ruleWords(rule) }),
  decided: ({ which, what }) =>
    m.answers_past_decided({ which: issues(which), what: decisionWords(what) }),
  operated: ({ rows, operation }) =>
    m.answers_past_operated({ n: rows, operation: operationWords(operation) }),
};

export function summaryWords(summary: string): string {
  return isEnglish ? typeset(summary) : translated(summary) ?? leftEnglish(summary);
}

/** The line in the words of the catalogue; undefined where it has none for it. */
export const translated = (summary: string): string | undefined => historyLines.say(summary, WORDS);
