/** Issues with what has become of them, of the lines that say it: a single decision or a bulk one. */
import { viaOf } from "@rollcall/contracts";
import { RESOLVED_ALONE, statusOf } from "../fold/issue_states.ts";
import type { BulkResolutionRow, IssueRow, ResolutionRow } from "../fold/model.ts";
import type { IssueRecord } from "./job_records.ts";

/** The decision on one of the issues that a line is about. */
function resolutionOf(bulk: BulkResolutionRow, number: number): ResolutionRow {
  const { ordinal: _, via, via_before, ...shared } = bulk;
  const related = viaOf({ via: via ?? undefined, viaBefore: via_before ?? undefined }, number);
  return {
    ...shared,
    number,
    chosen_row_id: null,
    values: null,
    sources: null,
    via: related ?? null,
  };
}

export interface Resolutions {
  /** by number */
  single: ReadonlyMap<number, ResolutionRow>;
  /** by ordinal */
  bulk: ReadonlyMap<number, BulkResolutionRow>;
}

/** @param state see fold/issue_states.ts */
export function issueRecord(
  issue: IssueRow,
  state: number,
  { single, bulk }: Resolutions,
): IssueRecord {
  const line = bulk.get(state);
  const resolution = state === RESOLVED_ALONE
    ? single.get(issue.number)
    : line && resolutionOf(line, issue.number);
  return { ...issue, status: statusOf(state), resolution: resolution ?? null };
}
