/**
 * A job of eleven rows with every way of being listed or not: a repeat, a merge, a choice by rule,
 * an accepted suggestion, a row kept without an address, an excluded row. Its file has one column
 * for the full name, and two for addresses. Row n is on line n + 1.
 */
import { byKey, type Fact, type FileColumn, type ParsedRow } from "@rollcall/contracts";
import { fact, fileRecognized, jobCreated } from "./events.ts";

export const explainedId = "0198c0de-0000-7000-8000-0000000000cc";
export const batchId = "0198c0de-0000-4000-8000-0000000000b1";

const columns: FileColumn[] = [
  { header: "Name", name: "Name", field: "full_name", how: "name", confidence: 1 },
  { header: "E-Mail", name: "E-Mail", field: "email", how: "name", confidence: 1 },
  { header: "E-Mail 2", name: "E-Mail 2", field: null, role: "other_email" },
  { header: "Phone", name: "Phone", field: "phone" },
  { header: "Notes", name: "Notes", field: null },
  { header: "", name: "first_name", field: "first_name", how: "split", from: "Name" },
  { header: "", name: "last_name", field: "last_name", how: "split", from: "Name" },
];

/** `[full name, e-mail as read, second e-mail, phone, notes]` */
const cells: [string, string, string, string, string][] = [
  ["Ann Lee", "Ann@X.org", "", "030 1234567", "first"],
  ["Ann Lee", "ann@x.org", "", "", "second"],
  ["Bob Ray", "bob@x.org", "bob@x.org", "", ""],
  ["Cy Fox", "shared@x.org", "", "0171 1", "c"],
  ["Di Fox", "shared@x.org", "", " 22 ", "d"],
  ["Ed Fox", "shared@x.org", "", "", "=e"],
  ["Flo Gil", "", "", "", "f"],
  ["Gus Hay", "gus@gmial.com", "", "", ""],
  ["Hal Ink", "hal@", "", "", ""],
  ["Ivy Ash", "ash@x.org", "", "", ""],
  ["Ida Ash", "ash@x.org", "", "", ""],
];

const rows = cells.map(([name, email, other, phone, notes], i): ParsedRow => {
  const [first, last] = name.split(" ") as [string, string];
  const problems = { 7: "MISSING_EMAIL", 8: "EMAIL_TYPO", 9: "INVALID_EMAIL_FORMAT" } as const;
  const problem = problems[i + 1 as keyof typeof problems];
  const values = [name, email, other, phone, notes, first, last];
  const parsed: ParsedRow = [
    i + 2,
    email.toLowerCase() || null,
    problem ? [problem] : [],
    values,
  ];
  if (phone.startsWith("030")) parsed[4] = { phone: "+49301234567" };
  if (other) parsed[4] = { warnings: ["EMAIL_FROM_OTHER_COLUMN"] };
  return parsed;
});

type Resolved = Extract<Fact, { type: "IssuesResolved" }>;

const resolved = (
  resolution: Resolved["data"]["resolutions"][number],
  rule: string | null = null,
  edits: NonNullable<Resolved["personal"]>["edits"] = [],
) =>
  fact("IssuesResolved", {
    jobId: explainedId,
    rule,
    batchId: rule && batchId,
    resolutions: [resolution],
  }, { edits });

/** Up to finalising, by user-1. */
export function explained(): Fact[] {
  const jobId = explainedId;
  return [
    jobCreated(jobId, "user-1", rows.length),
    fact("ParsingStarted", { jobId }),
    fileRecognized(jobId),
    fact("RowsParsed", {
      jobId,
      firstRowId: 1,
      rowCount: rows.length,
      validCount: rows.length - 2,
      bytesRead: rows.length,
    }, { columns, rows }),
    fact("ParsingCompleted", {
      jobId,
      totalRows: rows.length,
      validRows: rows.length - 2,
      problemCounts: {},
      warningCounts: { EMAIL_FROM_OTHER_COLUMN: 1 },
    }, { columns }),
    fact("IssuesOpened", {
      jobId,
      issues: [
        { number: 1, type: "DUPLICATE_EMAIL", rowIds: [4, 5, 6] },
        { number: 2, type: "MISSING_EMAIL", rowIds: [7] },
        { number: 3, type: "EMAIL_TYPO", rowIds: [8] },
        { number: 4, type: "INVALID_EMAIL_FORMAT", rowIds: [9] },
        { number: 5, type: "DUPLICATE_EMAIL", rowIds: [10, 11] },
      ],
    }, { keys: ["shared@x.org", "row-8", "gus@gmial.com", "hal@", "ash@x.org"] }),
    fact("DedupeCompleted", { jobId, issueCount: 5, repeatedRows: 1 }),
  ];
}

/** All issues resolved. */
export function explainedDecisions(): Fact[] {
  return [
    resolved({ number: 1, action: "merge", chosenRowId: 5 }, null, [{
      number: 1,
      rowId: 5,
      values: byKey({ phone: "0171 1", Notes: "typed" }),
      sources: byKey({ phone: 4 }),
      phone: "+491711",
    }]),
    resolved({ number: 2, action: "keep" }),
    resolved({ number: 3, action: "edit" }, "take_suggestion", [
      { number: 3, rowId: 8, values: byKey({ email: "gus@gmail.com" }) },
    ]),
    resolved({ number: 4, action: "skip" }, "skip"),
    resolved({ number: 5, action: "choose", chosenRowId: 11 }, "last"),
  ];
}

export const explainedList = (rowIds = "1,3,5,7-8,11", listVersion = 1): Fact =>
  fact("JobFinalized", {
    jobId: explainedId,
    listVersion,
    contactCount: 6,
    mergedCount: 0,
    rowIds,
    automatic: false,
  });
