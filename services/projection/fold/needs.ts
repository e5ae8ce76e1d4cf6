/** Which rows of the tables a batch of events has to see before it can be folded. */
import type { RecordedEvent } from "@rollcall/contracts";
import type { IssueRef } from "./model.ts";

export interface Needs {
  jobIds: string[];
  issues: IssueRef[];
}

/** The jobs that a batch concerns, and the issues that it changes. */
export function needsOf(events: RecordedEvent[]): Needs {
  const jobIds = new Set<string>();
  const issues = new Map<string, IssueRef>();
  for (const event of events) {
    if (event.type === "UploadKeyUsed" || event.type === "MappingRemembered") continue;
    const job_id = event.data.jobId;
    jobIds.add(job_id);
    for (const number of changedIssues(event)) {
      issues.set(`${job_id}.${number}`, { job_id, number });
    }
  }
  return { jobIds: [...jobIds], issues: [...issues.values()] };
}

function changedIssues(event: RecordedEvent): number[] {
  switch (event.type) {
    case "IssuesResolved":
      return event.data.resolutions.map((resolution) => resolution.number);
    case "IssuesRevised":
      return event.data.issues.map((issue) => issue.number);
    case "IssuesReopened":
      return event.data.numbers;
    default:
      return [];
  }
}
