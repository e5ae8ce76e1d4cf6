/** What an entry of the history is about, in words, and where to look at it. Pure. */
import { entriesOf } from "@rollcall/contracts/by-key";
import type { HistoryEntry, HistoryKind } from "@rollcall/contracts/api";
import { keyWords, TYPES } from "../issues/describe.ts";
import { m } from "../paraglide/messages.js";
import { summaryWords } from "../answers/summaries.ts";
import { fieldLabel, number } from "../text/words.ts";

export const KIND_LABELS: Record<HistoryKind, string> = {
  decision: m.history_kind_decision(),
  rule: m.history_kind_rule(),
  change: m.history_kind_change(),
  undo: m.history_kind_undo(),
  list: m.history_kind_list(),
  issues: m.history_kind_issues(),
  file: m.history_kind_file(),
  failure: m.history_kind_failure(),
};

/** Decisions that do no more than the page can show by itself. */
export type PlainAction = "choose" | "keep" | "skip";

const DONE: Record<PlainAction, () => string> = {
  choose: m.answers_past_choose,
  keep: m.answers_past_keep,
  skip: m.answers_past_skip,
};

/** As `stepName`, of a decision that the history does not have yet. */
export function decisionName(numbers: string, action: PlainAction, key: string): string {
  const which = m.answers_past_issue({ numbers });
  return named(m.answers_past_decided({ which, what: DONE[action]() }), key);
}

/** "A decision on issue 1: a row was chosen (ann@example.com)" */
export function stepName(entry: Pick<HistoryEntry, "summary" | "subject">): string {
  const [issue, ...others] = entry.subject?.issues ?? [];
  const isOne = others.length === 0 && entry.subject?.issue_count === 1;
  return named(summaryWords(entry.summary), isOne ? issue?.key : undefined);
}

function named(sentence: string, key = "file"): string {
  const summary = sentence.replace(/\.$/, "");
  return key === "file" ? summary : m.history_step_of({ summary, subject: keyWords(key) });
}

export interface SubjectLine {
  text: string;
  /** of the page that shows the rows; null where there is none */
  href: string | null;
}

/** The issues of an entry, a line each, and how many more there are. */
export function subjectLines({ subject }: Pick<HistoryEntry, "subject">): SubjectLine[] {
  if (!subject) return [];
  const lines = subject.issues.map(({ type, key, row_count, rows }): SubjectLine => {
    const [first] = rows;
    const href = first ? `?tab=rows&row=${first.raw_row_id}` : null;
    if (key === "file") {
      return { text: m.history_whole_file({ issue: TYPES[type].label }), href: null };
    }
    const numbers = rows.map(({ row_number }) => number(row_number)).join(", ");
    const more = row_count - rows.length;
    const where = more > 0 ? m.history_rows_more({ rows: numbers, n: more }) : numbers;
    return {
      text: key.startsWith("row-") || numbers === ""
        ? keyWords(key)
        : m.history_in_rows({ n: row_count, subject: key, rows: where }),
      href,
    };
  });
  const others = subject.issue_count - subject.issues.length;
  if (others <= 0) return lines;
  const text = lines.length > 0
    ? m.history_more_issues({ n: others })
    : m.text_issues({ n: others });
  return [...lines, { text, href: null }];
}

/** "Row 4: E-mail is “c@example.com”" */
export function editLines({ subject }: Pick<HistoryEntry, "subject">): string[] {
  return (subject?.edits ?? []).map(({ row_number, data }) => {
    const values = entriesOf(data).map(([field, value]) =>
      value
        ? m.history_edit_value({ field: fieldLabel(field), value })
        : m.history_edit_empty({ field: fieldLabel(field) })
    );
    return m.history_edit_row({ row: row_number, values: values.join(", ") });
  });
}
