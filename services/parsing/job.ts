/** A job as the parser sees it: what was asked, and how far parsing came. */
import type { RecordedEvent } from "@rollcall/contracts";

export interface ParsingJob {
  created: RecordedEvent<"JobCreated"> | undefined;
  started: boolean;
  finished: boolean;
  /** of the job's stream */
  version: number;
}

export const initialJob: ParsingJob = {
  created: undefined,
  started: false,
  finished: false,
  version: 0,
};

export function evolve(job: ParsingJob, event: RecordedEvent): ParsingJob {
  const next = { ...job, version: event.version };
  switch (event.type) {
    case "JobCreated":
      return { ...next, created: event };
    case "ParsingStarted":
      return { ...next, started: true };
    case "ParsingCompleted":
    case "ParsingFailed":
    case "JobFailed":
      return { ...next, finished: true };
    case "JobRetried":
      return { ...next, finished: event.data.stage !== "parsing" };
    default:
      return next;
  }
}
