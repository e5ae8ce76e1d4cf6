/** The sections of a job's page, and which of them a job opens with. */
import type { Job } from "@rollcall/contracts/api";

export type Tab = "issues" | "contacts" | "lists" | "rows" | "history";
type JobShape = Pick<Job, "status" | "conflict_count" | "total_rows">;

/**
 * Only sections that hold something, or will in a moment. `formerLists`: whether there is a clean
 * list besides the current one.
 */
export function tabsOf(job: JobShape, formerLists = false): Tab[] {
  const tabs: Tab[] = [];
  if (job.conflict_count > 0) tabs.push("issues");
  if (job.status === "COMPLETED") tabs.push("contacts");
  if (formerLists) tabs.push("lists");
  if (job.status !== "FAILED" || job.total_rows > 0) tabs.push("rows");
  return [...tabs, "history"];
}

/** `wanted` is what the address asks for; what is not there gives way to what matters now. */
export function tabOf(wanted: string | null, job: JobShape, formerLists = false): Tab {
  const tabs = tabsOf(job, formerLists);
  const first: Tab = job.status === "COMPLETED" ? "contacts" : "issues";
  return tabs.find((tab) => tab === wanted) ?? tabs.find((tab) => tab === first) ?? tabs[0] ??
    "history";
}
