/**
 * What an event costs to fold, in facts: the rows, issues, decisions and edits that it brings. A
 * batch is bounded by them, not by its events: one event may hold five hundred rows.
 */
import type { RecordedEvent } from "@rollcall/contracts";

/** At least 1. */
export function factsOf(event: RecordedEvent): number {
  switch (event.type) {
    case "RowsParsed":
      return 1 + event.data.rowCount;
    case "IssuesOpened":
      return 1 + event.data.issues.length;
    case "IssuesResolved":
      return 1 + event.data.resolutions.length + (event.personal?.edits.length ?? 0);
    case "IssuesReopened":
      return 1 + event.data.numbers.length;
    case "IssuesRevised":
      return 1 + event.data.issues.length;
    case "RowsMerged":
      return 1 + event.data.merges.length + (event.personal?.fills.length ?? 0);
    default:
      return 1;
  }
}

/** The first events of these that come to at most so many facts together; one at least. */
export function sliceOf(events: RecordedEvent[], maxFacts: number): RecordedEvent[] {
  let facts = 0;
  const end = events.findIndex((event, i) => (facts += factsOf(event)) > maxFacts && i > 0);
  return end < 0 ? events : events.slice(0, end);
}
