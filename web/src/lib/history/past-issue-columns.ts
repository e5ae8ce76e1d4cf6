/** The columns of a job's issues as they were: whom each was about, and how it had been decided. */
import type { Issue } from "@rollcall/contracts/api";
import type { GridColumn } from "../grid/grid-columns.svelte.ts";
import { decided, place, subject, TYPES } from "../issues/describe.ts";
import { m } from "../paraglide/messages.js";

const column = (key: string, label: string, width: number): GridColumn => ({
  key,
  label,
  width,
  sort: null,
  grows: true,
});

export const PAST_ISSUE_COLUMNS: readonly GridColumn[] = [
  column("subject", m.issues_issue(), 280),
  column("type", m.issues_type(), 160),
  column("place", m.history_past_rows(), 160),
  column("decision", m.issues_decision(), 320),
];

export function pastIssueText(issue: Issue, key: string): string {
  switch (key) {
    case "subject":
      return subject(issue);
    case "type":
      return TYPES[issue.type].label;
    case "place":
      return place(issue);
    default:
      return issue.resolution ? decided(issue, issue.resolution) : m.issues_open();
  }
}
