/**
 * The cost of folding an event, in facts: its rows, issues, decisions and edits. A batch is bounded
 * by facts rather than events: one event may hold five hundred rows. Grouped decisions count as the
 * state lines that they rewrite, one per 256 issues.
 */
import { type RecordedEvent, sizeOfRowSet } from "@rollcall/contracts";
import { linesOf } from "../fold/issue_states.ts";
import { FEW_UNDONE } from "../fold/undoing.ts";

/** At least 1. */
export function factsOf(event: RecordedEvent): number {
  switch (event.type) {
    case "RowsParsed":
      return 1 + event.data.rowCount;
    case "IssuesOpened":
      return 1 + event.data.issues.length;
    case "IssuesResolved":
      return 1 + event.data.resolutions.length + (event.personal?.edits.length ?? 0) +
        (event.data.alike ?? []).reduce((sum, { numbers }) => sum + 1 + linesIn(numbers), 0);
    case "IssuesReopened":
      return 1 + factsUndone(event.data.numbers);
    case "IssuesRevised":
      return 1 + event.data.issues.length;
    case "RowsEdited":
      return 1 + event.data.rowCount;
    case "RowsChangeUndone":
      return event.data.change === "edited" ? 1 + event.data.rowCount : 1;
    case "RowsMerged":
      return 1 + event.data.merges.length + (event.personal?.fills.length ?? 0);
    case "JobCreated":
    case "UploadKeyUsed":
    case "ParsingStarted":
    case "FileRecognized":
    case "ParsingCompleted":
    case "ParsingFailed":
    case "DedupeCompleted":
    case "RowsExcluded":
    case "RowsBroughtBack":
    case "ReviewRestored":
    case "JobFinalized":
    case "JobFailed":
    case "JobRetried":
    case "JobDeleted":
    case "MappingRemembered":
      return 1;
  }
}

/** Few numbers may have an edit each; for many, only the state lines count. */
function factsUndone(numbers: string): number {
  const size = sizeOfRowSet(numbers);
  return size <= FEW_UNDONE ? size : linesIn(numbers);
}

function linesIn(set: string): number {
  let lines = 0, last = 0;
  for (const [line] of linesOf(set)) if (line !== last) [lines, last] = [lines + 1, line];
  return lines;
}

/** The first of these events with at most so many facts in total; at least one. */
export function sliceOf(events: RecordedEvent[], maxFacts: number): RecordedEvent[] {
  let facts = 0;
  const end = events.findIndex((event, i) => (facts += factsOf(event)) > maxFacts && i > 0);
  return end < 0 ? events : events.slice(0, end);
}
