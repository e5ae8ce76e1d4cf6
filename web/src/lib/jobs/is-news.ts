/** Whether the server's state of a job is newer than the page's. */
import type { Job } from "@rollcall/contracts/api";

/** A job can be set aside and resumed without a new version. */
export function isNews(told: Job, shown: Job): boolean {
  if (told.version !== shown.version) return told.version > shown.version;
  return told.error?.code !== shown.error?.code;
}
