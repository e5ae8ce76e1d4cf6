/**
 * JobCreated → reads the file and appends its rows. After a crash it resumes after the last row in
 * the store; repeated, it appends nothing (promises 4 and 5).
 */
import { parseStream } from "@rollcall/contracts";
import type { Functions } from "@rollcall/platform/dispatch.ts";
import { beforeSizeIsKnown, runSmallFile } from "@rollcall/platform/fairness/small_files.ts";
import { loadJob } from "@rollcall/platform/pipeline_job.ts";
import type { Cause } from "@rollcall/platform/reactions.ts";
import { appendHeld, JobEvents } from "./job_events.ts";
import { type ParsingContext, readFile } from "./read_file.ts";
import { type RemovalContext, removeFile } from "./remove_file.ts";

/** This service's functions in the manifest, for the worker and the Lambda function. */
export function parsingFunctions(context: ParsingContext & RemovalContext): Functions<"parsing"> {
  return {
    parseFile: (cause) => parseFile(context, cause),
    removeFile: (cause) => removeFile(context, cause),
  };
}

export async function parseFile(context: ParsingContext, cause: Cause): Promise<void> {
  const { store, log } = context;
  const jobId = parseStream(cause.stream).id;
  const job = await beforeSizeIsKnown(() => loadJob(store, jobId));
  if (!job.created || job.parsed || job.failed) return;
  const jobEvents = new JobEvents(job, cause);
  if (!job.started) {
    jobEvents.hold({ type: "ParsingStarted", data: { jobId }, personal: null });
    if (!jobEvents.isSmall) await appendHeld(store, jobEvents);
  }
  const startedAt = performance.now();
  const read = () => readFile(context, jobEvents);
  const outcome = await (jobEvents.isSmall ? runSmallFile(read) : read());
  log.info("file parsed", {
    job_id: jobId,
    outcome,
    duration_ms: Math.round(performance.now() - startedAt),
  });
}
