/** The sections of a job's page, and which of them a job opens with. */
import type { Job } from "@rollcall/contracts/api";

export const TABS = [
  "issues",
  "contacts",
  "outcome",
  "excluded",
  "lists",
  "rows",
  "warnings",
  "history",
] as const;

export type Tab = (typeof TABS)[number];
type JobShape =
  & Pick<Job, "status" | "conflict_count" | "total_rows">
  & Partial<Pick<Job, "left_out_rows" | "warning_counts">>;

/**
 * Only sections with content, or with content to come. `formerLists`: whether there are former
 * clean lists; `lastList`: whether there is one, which may be out of date.
 */
export function tabsOf(job: JobShape, formerLists = false, lastList = false): Tab[] {
  const tabs: Tab[] = [];
  if (job.conflict_count > 0) tabs.push("issues");
  if (job.status === "COMPLETED") {
    tabs.push("contacts", "outcome");
    if (job.left_out_rows) tabs.push("excluded");
  } else if (lastList && job.status === "NEEDS_REVIEW") tabs.push("contacts");
  if (formerLists) tabs.push("lists");
  if (job.status !== "FAILED" || job.total_rows > 0) tabs.push("rows");
  const isRead = job.status === "COMPLETED" || job.status === "NEEDS_REVIEW";
  if (isRead && Object.values(job.warning_counts ?? {}).some((rows) => rows > 0)) {
    tabs.push("warnings");
  }
  return [...tabs, "history"];
}

/**
 * `wanted` is from the address; a section that does not exist is replaced by the most relevant one.
 */
export function tabOf(
  wanted: string | null,
  job: JobShape,
  formerLists = false,
  lastList = false,
): Tab {
  const tabs = tabsOf(job, formerLists, lastList);
  const first: Tab = job.status === "COMPLETED" ? "contacts" : "issues";
  return tabs.find((tab) => tab === wanted) ?? tabs.find((tab) => tab === first) ?? tabs[0] ??
    "history";
}
