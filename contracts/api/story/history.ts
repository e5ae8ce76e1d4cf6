/** What the job's history says, and what can be undone next. */
import type { z } from "zod";
import { ADDRESSLESS_ID, at, ISSUE_ID, TYPO_ID, USER_ID } from "./ids.ts";
import type { HistoryEntry, HistorySubject, UndoState } from "../jobs.ts";
import { place } from "./reading.ts";

type Told = Pick<HistoryEntry, "type" | "kind" | "summary"> & {
  seconds: number;
  actor?: string;
  subject?: HistorySubject;
};

const told = ({ type, kind, summary, seconds, actor, subject }: Told) => ({
  type,
  kind,
  summary,
  subject: subject ?? null,
  restored_to: null,
  actor: actor ?? null,
  at: at(seconds),
  batch_id: null,
  undo_issue_id: null,
});

const file = (type: string, summary: string, actor?: string): Told => ({
  ...{ type, kind: "file", summary, seconds: 0 },
  ...(actor && { actor }),
});

const askedAbout = (...issues: HistorySubject["issues"]): HistorySubject => ({
  issue_count: issues.length,
  issues,
  edits: [],
});

const ofLee = {
  issue_id: ISSUE_ID,
  type: "DUPLICATE_EMAIL",
  key: "lee@example.com",
  row_count: 2,
  rows: [place(1), place(2)],
} as const satisfies HistorySubject["issues"][number];
const ofCyd = {
  issue_id: TYPO_ID,
  type: "EMAIL_TYPO",
  key: "cyd@gmial.com",
  row_count: 1,
  rows: [place(3)],
} as const satisfies HistorySubject["issues"][number];
const ofDan = {
  issue_id: ADDRESSLESS_ID,
  type: "MISSING_EMAIL",
  key: "row-5",
  row_count: 1,
  rows: [place(4)],
} as const satisfies HistorySubject["issues"][number];

/** Up to the first decision. */
const toldOfLee: Told = {
  type: "IssuesResolved",
  kind: "decision",
  summary: "A decision on issue 1: a row was chosen.",
  seconds: 30,
  actor: USER_ID,
  subject: askedAbout(ofLee),
};

export const history: HistoryEntry[] = [
  file("JobCreated", "A file of 181 bytes was uploaded.", USER_ID),
  file("ParsingStarted", "Rollcall started reading the file."),
  file(
    "FileRecognized",
    "The file was recognised as utf-8, separated by commas; its columns are named in row 1.",
  ),
  file("RowsParsed", "The first 4 rows were read."),
  file("ParsingCompleted", "The whole file was read: 4 rows, 3 valid."),
  {
    type: "IssuesOpened",
    kind: "issues" as const,
    summary:
      "3 issues found: 1 with one address for different people, 1 with a likely typo in the " +
      "e-mail address, 1 without an e-mail address.",
    seconds: 1,
    subject: askedAbout(ofLee, ofCyd, ofDan),
  },
  {
    type: "DedupeCompleted",
    kind: "issues" as const,
    summary: "All rows were compared: 3 issues to resolve.",
    seconds: 1,
  },
  toldOfLee,
].map((entry, i) => ({ position: i + 1, version: i + 1, ...told(entry) }));

/** Behind the first decision. */
export const undoState: z.infer<typeof UndoState> = {
  undo: { position: 8, version: 8, ...told(toldOfLee) },
  redo: null,
  version: 8,
};
