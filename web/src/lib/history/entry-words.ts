/** What an entry of the history is about, in words, and where to look at it. Pure. */
import { entriesOf } from "@rollcall/contracts/by-key";
import type { HistoryEntry, HistoryKind } from "@rollcall/contracts/api";
import { keyWords, TYPES } from "../issues/describe.ts";
import { count, fieldLabel, number } from "../text/words.ts";

export const KIND_LABELS: Record<HistoryKind, string> = {
  decision: "Decisions",
  rule: "Rules",
  change: "Changes of rows",
  undo: "Undone and redone",
  list: "Clean lists",
  issues: "Issues found",
  file: "Reading the file",
  failure: "Failures",
};

/** "A decision on issue 1: a row was chosen (ann@example.com)" */
export function stepName(entry: Pick<HistoryEntry, "summary" | "subject">): string {
  const summary = entry.summary.replace(/\.$/, "");
  const [issue, ...others] = entry.subject?.issues ?? [];
  const isOne = issue && others.length === 0 && entry.subject?.issue_count === 1;
  return isOne && issue.key !== "file" ? `${summary} (${keyWords(issue.key)})` : summary;
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
    if (key === "file") return { text: `The whole file: ${TYPES[type].label}`, href: null };
    const numbers = rows.map(({ row_number }) => number(row_number)).join(", ");
    const more = row_count > rows.length ? ` and ${number(row_count - rows.length)} more` : "";
    const where = `${row_count === 1 ? "row" : "rows"} ${numbers}${more}`;
    return {
      text: key.startsWith("row-") || numbers === "" ? keyWords(key) : `${key}, ${where}`,
      href,
    };
  });
  const others = subject.issue_count - subject.issues.length;
  if (others <= 0) return lines;
  const text = lines.length > 0
    ? `and ${count(others, "more issue", "more issues")}`
    : count(others, "issue");
  return [...lines, { text, href: null }];
}

/** "Row 4: E-mail is “c@example.com”" */
export function editLines({ subject }: Pick<HistoryEntry, "subject">): string[] {
  return (subject?.edits ?? []).map(({ row_number, data }) => {
    const values = entriesOf(data).map(([field, value]) =>
      `${fieldLabel(field)} is ${value ? `“${value}”` : "empty"}`
    );
    return `Row ${number(row_number)}: ${values.join(", ")}`;
  });
}
