/** DedupeCompleted → if no issue is open, the job is finalised at once. */
import { parseStream } from "@rollcall/contracts";
import { loadJob } from "@rollcall/platform/pipeline_job.ts";
import type { Log } from "@rollcall/platform/log.ts";
import { type Cause, causedBy } from "@rollcall/platform/reactions.ts";
import type { ReviewCommands } from "./reviews.ts";

export async function finalizeWhereNothingIsOpen(
  { reviews, log }: { reviews: ReviewCommands; log: Log },
  cause: Cause,
): Promise<void> {
  const jobId = parseStream(cause.stream).id;
  const job = await loadJob(reviews.store, jobId);
  if (job.failed || job.deleted) return;
  const command = { type: "finalize", automatic: true } as const;
  const result = await reviews.execute(jobId, null, command, causedBy(cause));
  if (result.outcome === "done") log.info("job finalised automatically", { job_id: jobId });
  else if (result.outcome === "unknown job") throw new Error(`there is no job ${jobId}`);
  // A retry wakes every step; if dedupe is still to come, it will wake this one again.
  else if (result.code === "NOT_READY" && cause.type === "JobRetried") return;
  else if (result.code !== "ISSUES_OPEN") throw new Error(`${jobId}: ${result.detail}`);
}
