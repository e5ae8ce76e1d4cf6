/**
 * The lines of a job's history, which the server keeps in English, in the language of the page. Each
 * is told by its form; one of another form stays as it is.
 */
import { m } from "../paraglide/messages.js";
import { isEnglish } from "../text/language.ts";
import { number, size } from "../text/words.ts";
import { RULES } from "./rules.ts";
import { leftEnglish } from "./sentences.ts";

type Found = Record<string, string>;
type Form = [form: RegExp, words: (found: Found) => string];

const count = (text: string | undefined) => Number((text ?? "").replaceAll(",", ""));

const ACTIONS = new Map([
  ["the suggestion was taken", m.answers_past_suggestion],
  ["a row was chosen", m.answers_past_choose],
  ["a row was corrected", m.answers_past_edit],
  ["rows were merged", m.answers_past_merge],
  ["excluded", m.answers_past_skip],
  ["kept as it is", m.answers_past_keep],
  ["a column was chosen", m.answers_past_use_column],
]);
const OPERATIONS = new Map([
  ["changed by finding and replacing", m.rows_do_replace],
  ["given one value", m.rows_do_set],
  ["trimmed", m.rows_do_trim],
  ["given another case", m.rows_do_case],
  ["filled from another column", m.rows_do_fill],
  ["given normalised phone numbers", m.rows_do_phones],
  ["changed by splitting a column", m.rows_do_split],
  ["changed by joining columns", m.rows_do_join],
  ["changed by uniting spellings", m.answers_past_unite],
]);

const named = (words: ReadonlyMap<string, () => string>, text: string | undefined) =>
  words.get(text ?? "")?.() ?? text ?? "";

/** "issue 4, 5" or "1,200 issues" */
function issues(which: string | undefined): string {
  const counted = /^([\d,]+) issues?$/.exec(which ?? "");
  if (counted) return m.text_issues({ n: count(counted[1]) });
  return m.answers_past_issue({ numbers: (which ?? "").replace(/^issue /i, "") });
}

const contacts = (n: string | undefined) => m.text_contacts({ n: count(n) });
const rows = (n: string | undefined) => m.text_rows({ n: count(n) });
const WHICH = "(?<which>issue [\\d, ]+|[\\d,]+ issues?)";

const FORMS: Form[] = [
  [
    /^A file of (?<n>[\d,]+) bytes? was uploaded\.$/,
    ({ n }) => m.answers_past_created({ bytes: size(count(n)) }),
  ],
  [/^The upload can be repeated safely/, m.answers_past_upload_key],
  [/^The column mapping was remembered\.$/, m.answers_past_mapping],
  [/^The job was deleted\.$/, m.answers_past_deleted],
  [/^Rollcall started reading the file\.$/, m.answers_past_reading],
  [
    /^The first (?<n>[\d,]+) rows? were read\.$/,
    ({ n }) => m.answers_past_rows_read({ n: count(n) }),
  ],
  [
    /^The whole file was read: (?<n>[\d,]+) rows?, (?<valid>[\d,]+) valid\.$/,
    ({ n, valid }) => m.answers_past_read({ rows: rows(n), valid: number(count(valid)) }),
  ],
  [/^The file could not be read as a list of contacts\.$/, m.answers_past_unreadable],
  [/^(?<n>[\d,]+) issues? found: /, ({ n }) => m.answers_past_found({ n: count(n) })],
  [/^All rows were compared: no issues\.$/, m.answers_past_compared_none],
  [
    /^All rows were compared: (?<n>[\d,]+) issues? to resolve\.$/,
    ({ n }) => m.answers_past_compared({ n: count(n) }),
  ],
  [
    new RegExp(`^The decision on ${WHICH} was undone\\.$`),
    ({ which }) => m.answers_past_undone({ which: issues(which) }),
  ],
  [
    /^The decisions of a rule were undone: (?<n>[\d,]+) issues? (is|are) open again\.$/,
    ({ n }) => m.answers_past_rule_undone({ n: count(n) }),
  ],
  [
    /^(?<which>Issue [\d, ]+|[\d,]+ issues?) changed\.$/,
    ({ which }) => m.answers_past_revised({ which: issues(which) }),
  ],
  [/^(?<n>[\d,]+) rows? (was|were) edited\.$/, ({ n }) => m.answers_past_edited({ n: count(n) })],
  [
    /^(?<n>[\d,]+) rows? (was|were) excluded\.$/,
    ({ n }) => m.answers_past_excluded({ n: count(n) }),
  ],
  [
    /^(?<n>[\d,]+) rows? (was|were) brought back\.$/,
    ({ n }) => m.answers_past_brought_back({ n: count(n) }),
  ],
  [
    /^(?<n>[\d,]+) rows? (was|were) (?<operation>.+)\.$/,
    ({ n, operation }) =>
      m.answers_past_operated({ n: count(n), operation: named(OPERATIONS, operation) }),
  ],
  [
    /^It was undone that (?<n>[\d,]+) rows? /,
    ({ n }) => m.answers_past_change_undone({ n: count(n) }),
  ],
  [/^The last step was undone\.$/, m.answers_past_step_undone],
  [/^The step that was undone was done again\.$/, m.answers_past_step_redone],
  [/^All decisions were brought back /, m.answers_past_restored],
  [
    /^(?<n>[\d,]+) rows? went into (?<into>[\d,]+) contacts?, /,
    ({ n, into }) => m.answers_past_merged({ rows: rows(n), contacts: contacts(into) }),
  ],
  [
    /^The step "(?<step>.+)" failed on every attempt, /,
    ({ step = "" }) => m.answers_past_failed({ step }),
  ],
  [
    /^The step "(?<step>.+)" was started again\.$/,
    ({ step = "" }) => m.answers_past_retried({ step }),
  ],
  [
    /^The clean list was created again, as version (?<version>\d+): (?<n>[\d,]+) /,
    ({ version, n }) =>
      m.answers_past_list_again({ version: version ?? "", contacts: contacts(n) }),
  ],
  [
    /^Finalised automatically, .*: (?<n>[\d,]+) contacts?\.$/,
    ({ n }) => m.answers_past_list_automatic({ contacts: contacts(n) }),
  ],
  [
    /^The clean list was created: (?<n>[\d,]+) contacts?\.$/,
    ({ n }) => m.answers_past_list({ contacts: contacts(n) }),
  ],
  [
    /^The (file|workbook) was recognised.*its columns are named in row (?<row>[\d,]+)\./,
    ({ row = "" }) => m.answers_past_recognised({ row }),
  ],
  [
    /^(?<which>Issue [\d, ]+|[\d,]+ issues?): the first row was kept by default\.$/,
    ({ which }) => m.answers_past_default({ which: issues(which) }),
  ],
  [
    /^(?<n>[\d,]+) issues? resolved by the rule "(?<rule>.+)"\.$/,
    ({ n, rule }) => m.answers_past_ruled({ n: count(n), rule: named(RULES, rule) }),
  ],
  [
    new RegExp(`^A decision on ${WHICH}: (?<what>.+)\\.$`),
    ({ which, what }) =>
      m.answers_past_decided({ which: issues(which), what: named(ACTIONS, what) }),
  ],
];

export function summaryWords(summary: string): string {
  return isEnglish ? summary : translated(summary) ?? leftEnglish(summary);
}

/** The line in the words of the catalogue; undefined where it has none for it. */
export function translated(summary: string): string | undefined {
  for (const [form, words] of FORMS) {
    const found = form.exec(summary);
    if (found) return words(found.groups ?? {});
  }
  return undefined;
}
