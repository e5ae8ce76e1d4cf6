/**
 * The effect of decisions on the whole file: all rows excluded, or a column chosen for a missing
 * field. While such an issue is open, all rows stay active and are compared without the field.
 */
import { type ChosenColumn, nameFieldOf } from "@rollcall/contacts";
import type { FileColumn } from "@rollcall/contracts";
import type { IssueDecision, Review, ReviewIssue } from "./review.ts";

type Answers = Pick<Review, "fileIssues" | "issues">;

/** The columns chosen by the current decisions. */
export function chosenColumns(
  { fileIssues, issues }: Answers,
  columns: readonly FileColumn[],
): ChosenColumn[] {
  return fileIssues.flatMap((number) => {
    const { type, decided } = issues.get(number)!;
    const field = nameFieldOf(type);
    const column = decided?.action === "use_column" ? columns[decided.column!] : undefined;
    return field && column ? [{ field, key: column.field ?? column.name }] : [];
  });
}

/** Whether all rows are excluded. */
export function isFileLeftOut({ fileIssues, issues }: Answers): boolean {
  return fileIssues.some((number) => issues.get(number)!.decided?.action === "skip");
}

/** Whether such a decision may change every row's identity or activity. */
export function changesAllRows(
  { scope }: ReviewIssue,
  action: IssueDecision["action"] | undefined,
): boolean {
  return scope === "file" && (action === "use_column" || action === "skip");
}
