/** What happened to a job, oldest first. */
import type { HistoryEntry } from "@rollcall/contracts/api";
import type { Sql } from "@rollcall/event-store";
import type { HistoryRow } from "../fold/model.ts";
import type { StoredJob } from "./jobs.ts";
import { type Page, type PageQuery, toPage } from "./page.ts";

export type StoredEntry = Omit<HistoryRow, "at"> & { at: Date };

export async function listHistory(
  sql: Sql,
  job: StoredJob,
  page: PageQuery,
): Promise<Page<HistoryEntry>> {
  const rows = await sql<StoredEntry[]>`
    select * from read_models.job_events
     where job_id = ${job.id} and position > ${page.after ?? 0}
     order by position
     limit ${page.limit + 1}`;
  return toPage("events", rows, page.limit, (row) => row.position, toEntry);
}

export function toEntry({ job_id: _, at, ...entry }: StoredEntry): HistoryEntry {
  return { ...entry, at: at.toISOString() };
}
