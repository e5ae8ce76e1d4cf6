/**
 * DedupeCompleted → decisions are taken over from the job whose file is read again; if there is no
 * issue, the job is finalised at once.
 */
import { parseStream, reviewStream } from "@rollcall/contracts";
import type { EventStore } from "@rollcall/event-store";
import { loadJob } from "@rollcall/platform/pipeline_job.ts";
import type { Log } from "@rollcall/platform/log.ts";
import { type Cause, causedBy } from "@rollcall/platform/reactions.ts";
import type { ReviewCommands } from "./review_commands.ts";
import { takeOver } from "./take_over.ts";

/** @param prepare called with a job that people will decide on, and its rows */
export async function finalizeWhereNothingIsOpen(
  { reviews, log, prepare }: {
    reviews: ReviewCommands;
    log: Log;
    prepare?: (jobId: string, rows: number) => void;
  },
  cause: Cause,
): Promise<void> {
  const jobId = parseStream(cause.stream).id;
  const job = await loadJob(reviews.store, jobId);
  if (job.failed || job.deleted) return;
  const former = job.created?.data.readAgain;
  if (former && await hasIssues(reviews.store, jobId)) {
    const taken = await takeOver(reviews, jobId, former, causedBy(cause));
    log.info("decisions taken over", { job_id: jobId, decisions: taken });
  }
  // A person finalises it: the review need not be loaded for that.
  if (await hasIssues(reviews.store, jobId)) {
    return prepare?.(jobId, job.completed?.data.totalRows ?? 0);
  }
  const command = { type: "finalize", automatic: true } as const;
  const result = await reviews.execute(jobId, null, command, causedBy(cause));
  if (result.outcome === "done") log.info("job finalised automatically", { job_id: jobId });
  else if (result.outcome === "unknown job") throw new Error(`there is no job ${jobId}`);
  // A retry wakes every stage; if dedupe is still to come, it will wake this one again.
  else if (result.code === "NOT_READY" && cause.type === "JobRetried") return;
  else if (result.code !== "ISSUES_OPEN") throw new Error(`${jobId}: ${result.detail}`);
}

async function hasIssues(store: EventStore, jobId: string): Promise<boolean> {
  const stream = reviewStream(jobId);
  const [completed] = await store.readNewest([{ stream, type: "DedupeCompleted" }]);
  return completed?.type === "DedupeCompleted" && completed.data.issueCount > 0;
}
