/** What happened to a job, oldest first. */
import { SAME_PERSON } from "@rollcall/contacts";
import { formatIssueId } from "@rollcall/contracts";
import type { HistoryEntry } from "@rollcall/contracts/api";
import type { HistoryRow } from "../fold/model.ts";
import type { JobRecords } from "../records/job_records.ts";
import { type Page, type PageQuery, toPage } from "./page.ts";

export async function listHistory(
  records: JobRecords,
  page: PageQuery,
): Promise<Page<HistoryEntry>> {
  const rows = await records.history(page.after ?? 0, page.limit + 1);
  const undoable = await newestDecisions(records, rows);
  return toPage(
    "events",
    rows,
    page.limit,
    (row) => row.position,
    ({ job_id, edited_issue, is_further: _, ...entry }): HistoryEntry => ({
      ...entry,
      undo_issue_id: undoable.has(entry.position) ? formatIssueId(job_id, edited_issue!) : null,
    }),
  );
}

/** Positions of edits that left their issue open and are the newest decision on it. */
async function newestDecisions(records: JobRecords, rows: HistoryRow[]): Promise<Set<number>> {
  const numbers = [...new Set(rows.flatMap(({ edited_issue }) => edited_issue ?? []))];
  const [issues, edits] = await Promise.all([
    records.issuesOf(numbers),
    records.editsMadeFor(numbers),
  ]);
  return new Set(numbers.flatMap((number) => {
    const { status, resolution } = issues.get(number) ?? {};
    const isUndecided = status === "OPEN" || resolution?.rule === SAME_PERSON;
    return isUndecided ? edits.get(number)?.at(-1)?.position ?? [] : [];
  }));
}
