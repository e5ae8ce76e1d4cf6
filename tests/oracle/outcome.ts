/**
 * What a person can see of a job in the end, without what differs from run to run (ids, times, log
 * positions): the shape in which an expectation and the API's answers are compared.
 */
import type { Contact, Issue, Job, RawRow, Resolution } from "@rollcall/contracts/api";

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
    | "merged_rows"
    | "left_out_rows"
    | "same_person"
    | "region"
    | "fold_gmail"
    | "columns"
    | "mapping"
    | "error"
    | "warning_counts"
    | "list_version"
    | "format"
    | "encoding"
    | "delimiter"
    | "header_row"
  >;
  rows: RawRow[];
  issues: SeenIssue[];
  /** null while there is no clean list */
  contacts: Contact[] | null;
  /** every version of the clean list that there ever was, the first one first */
  lists: Contact[][];
  /** types of events, oldest first */
  history: string[];
}

export interface SeenIssue extends Pick<Issue, "type" | "key" | "status"> {
  number: number;
  candidates: Issue["payload"]["candidates"];
  /** what is suggested while the issue is open */
  suggestion: string | null;
  /** where it is about the whole file */
  of_file: Pick<Issue["payload"], "field" | "candidate_count" | "columns"> | null;
  /** edits beside the resolution, or while it is open */
  edits: Issue["payload"]["edits"];
  resolution: SeenResolution | null;
}

type Told = "action" | "chosen_row_id" | "column" | "data" | "sources" | "rule";

export interface SeenResolution extends Pick<Resolution, Told> {
  /** which of the batches that are left, in the order in which the issues name them */
  batch?: number;
  /** number of the issue whose decision resolved this one too */
  via?: number;
}

/** Batches by their place among those that issues name, since their ids differ from run to run. */
export function batchNumbers(): (batchId: string) => number {
  const seen = new Map<string, number>();
  return (batchId) => {
    if (!seen.has(batchId)) seen.set(batchId, seen.size);
    return seen.get(batchId)!;
  };
}
