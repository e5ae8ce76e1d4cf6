/** Whether what the server says of a job is newer than what the page shows. */
import type { Job } from "@rollcall/contracts/api";

/** A job can be set aside, and shown again, without a version of its own. */
export function isNews(told: Job, shown: Job): boolean {
  if (told.version !== shown.version) return told.version > shown.version;
  return told.error?.code !== shown.error?.code;
}
