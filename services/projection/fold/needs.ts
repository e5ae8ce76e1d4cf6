/** Determines which table rows a batch of events needs for folding. */
import type { RecordedEvent } from "@rollcall/contracts";
import { lineOf, linesOf } from "./issue_states.ts";
import type { IssueRef } from "./model.ts";

export interface FoldNeeds {
  jobIds: string[];
  /** revised issues */
  issues: IssueRef[];
  /** lines of issues whose state changes */
  states: LineRef[];
}

export interface LineRef {
  job_id: string;
  first_number: number;
}

/** The jobs that a batch is about, and the issues that it changes. */
export function needsOf(events: RecordedEvent[]): FoldNeeds {
  const jobIds = new Set<string>();
  const issues = new Map<string, IssueRef>();
  const states = new Map<string, LineRef>();
  for (const event of events) {
    if (event.type === "UploadKeyUsed" || event.type === "MappingRemembered") continue;
    const job_id = event.data.jobId;
    jobIds.add(job_id);
    for (const first_number of new Set(changedLines(event))) {
      states.set(`${job_id}.${first_number}`, { job_id, first_number });
    }
    if (event.type !== "IssuesRevised") continue;
    for (const { number } of event.data.issues) {
      issues.set(`${job_id}.${number}`, { job_id, number });
    }
  }
  return { jobIds: [...jobIds], issues: [...issues.values()], states: [...states.values()] };
}

function* changedLines(event: RecordedEvent): Generator<number> {
  switch (event.type) {
    case "IssuesOpened":
    case "IssuesRevised":
      for (const { number } of event.data.issues) yield lineOf(number);
      return;
    case "IssuesResolved":
      for (const { number } of event.data.resolutions) yield lineOf(number);
      for (const { numbers } of event.data.alike ?? []) yield* linesIn(numbers);
      return;
    case "IssuesReopened":
      yield* linesIn(event.data.numbers);
      return;
    case "JobCreated":
    case "UploadKeyUsed":
    case "ParsingStarted":
    case "FileRecognized":
    case "RowsParsed":
    case "ParsingCompleted":
    case "ParsingFailed":
    case "DedupeCompleted":
    case "RowsEdited":
    case "RowsExcluded":
    case "RowsBroughtBack":
    case "RowsChangeUndone":
    case "ReviewRestored":
    case "RowsMerged":
    case "JobFinalized":
    case "JobFailed":
    case "JobRetried":
    case "JobDeleted":
    case "MappingRemembered":
      return;
    default:
      event satisfies never;
  }
}

function* linesIn(set: string): Generator<number> {
  for (const [line] of linesOf(set)) yield line;
}
