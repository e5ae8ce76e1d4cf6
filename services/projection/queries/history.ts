/** What happened to a job, oldest first. */
import type { HistoryEntry } from "@rollcall/contracts/api";
import type { JobRecords } from "../records/job_records.ts";
import { type Page, type PageQuery, toPage } from "./page.ts";

export async function listHistory(
  records: JobRecords,
  page: PageQuery,
): Promise<Page<HistoryEntry>> {
  const rows = await records.history(page.after ?? 0, page.limit + 1);
  return toPage(
    "events",
    rows,
    page.limit,
    (row) => row.position,
    ({ job_id: _, ...entry }): HistoryEntry => entry,
  );
}
