/**
 * What the answers about the whole file come to: all rows left out, or a column that was named for a
 * field that the file has none for. All rows stand while such a question is open, and are compared by
 * what there is.
 */
import { type ChosenColumn, nameFieldOf } from "@rollcall/contacts";
import type { FileColumn } from "@rollcall/contracts";
import type { Decided, Review, ReviewIssue } from "./review.ts";

type Answers = Pick<Review, "fileIssues" | "issues">;

/** The columns that were named, as the decisions stand. */
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

/** Whether somebody left all rows out. */
export function isFileLeftOut({ fileIssues, issues }: Answers): boolean {
  return fileIssues.some((number) => issues.get(number)!.decided?.action === "skip");
}

/** Whether by such an answer all rows may name somebody else, or take part or not. */
export function changesAllRows(
  { scope }: ReviewIssue,
  action: Decided["action"] | undefined,
): boolean {
  return scope === "file" && (action === "use_column" || action === "skip");
}
