/** A job's state in the pipeline, folded from its own stream: what every worker checks first. */
import { jobStream, type RecordedEvent, type Stage } from "@rollcall/contracts";
import type { EventStore } from "@rollcall/event-store";

export interface PipelineJob {
  /** of the job's stream */
  version: number;
  created: RecordedEvent<"JobCreated"> | undefined;
  started: boolean;
  /** how the file is written, once a parser has detected it: later reads use the same */
  recognized: RecordedEvent<"FileRecognized"> | undefined;
  /** how reading the file ended */
  parsed: "completed" | "failed" | undefined;
  completed: RecordedEvent<"ParsingCompleted"> | undefined;
  /** a stage that failed on its last try, until an operator retries it */
  failed: { stage: Stage; causeId: string; message: string } | undefined;
  /**
   * the event that deleted it: nothing else is known about such a job, and no work is done on it
   */
  deleted: RecordedEvent<"JobDeleted"> | undefined;
}

const initialJob: PipelineJob = {
  version: 0,
  created: undefined,
  started: false,
  recognized: undefined,
  parsed: undefined,
  completed: undefined,
  failed: undefined,
  deleted: undefined,
};

function evolveJob(job: PipelineJob, event: RecordedEvent): PipelineJob {
  const next = { ...job, version: event.version };
  if (job.deleted) return next;
  switch (event.type) {
    case "JobCreated":
      return { ...next, created: event };
    case "ParsingStarted":
      return { ...next, started: true };
    case "FileRecognized":
      return { ...next, recognized: event };
    case "ParsingCompleted":
      return { ...next, parsed: "completed", completed: event };
    case "ParsingFailed":
      return { ...next, parsed: "failed" };
    case "JobFailed":
      return { ...next, failed: event.data };
    case "JobRetried":
      return { ...next, failed: undefined };
    case "JobDeleted":
      return { ...initialJob, version: event.version, deleted: event };
    case "UploadKeyUsed":
    case "RowsParsed":
    case "IssuesOpened":
    case "DedupeCompleted":
    case "IssuesRevised":
    case "IssuesResolved":
    case "IssuesReopened":
    case "RowsEdited":
    case "RowsExcluded":
    case "RowsBroughtBack":
    case "RowsChangeUndone":
    case "ReviewRestored":
    case "RowsMerged":
    case "JobFinalized":
    case "MappingRemembered":
      return next;
  }
}

/** The job's current state, from the log. */
export async function loadJob(store: EventStore, jobId: string): Promise<PipelineJob> {
  let job = initialJob;
  for await (const event of store.readStream(jobStream(jobId))) job = evolveJob(job, event);
  return job;
}
