/**
 * What a person can see of a job in the end, without what differs from run to run (ids, times, log
 * positions): the shape in which an expectation and the API's answers are compared.
 */
import type { Contact, Issue, Job, RawRow } from "@rollcall/contracts/api";

export interface Outcome {
  job: Pick<
    Job,
    | "status"
    | "original_filename"
    | "size_bytes"
    | "total_rows"
    | "valid_rows"
    | "conflict_count"
    | "open_issues"
    | "issue_counts"
    | "contact_count"
    | "columns"
    | "mapping"
    | "error"
  >;
  rows: RawRow[];
  issues: SeenIssue[];
  /** null while there is no clean list */
  contacts: Contact[] | null;
  /** types of events, oldest first */
  history: string[];
}

export interface SeenIssue extends Pick<Issue, "type" | "key" | "status"> {
  number: number;
  candidates: Issue["payload"]["candidates"];
  resolution: SeenResolution | null;
}

export interface SeenResolution {
  action: "choose" | "edit" | "skip" | "keep";
  chosen_row_id?: number;
  data?: Record<string, string>;
  rule?: string;
  /** number of the issue whose decision settled this one too */
  via?: number;
}
