/**
 * A job whose file has no recognised column for last names, though an unknown one holds them. Rows
 * 2 and 3 share an address, row 4 has none, and row 5 no last name anywhere. Row n is on line n +
 * 1.
 */
import { type Fact, type FileColumn, formatRowSet, type ParsedRow } from "@rollcall/contracts";
import { fact, fileRecognized, jobCreated } from "./events.ts";

export const namelessId = "0198c0de-0000-7000-8000-0000000000dd";

const columns: FileColumn[] = [
  { header: "E-Mail", name: "E-Mail", field: "email" },
  { header: "First Name", name: "First Name", field: "first_name" },
  { header: "Tribe", name: "Tribe", field: null },
];

const rows: ParsedRow[] = [
  [2, "ann@x.org", [], ["ann@x.org", "Ann", " Lee"]],
  [3, "bob@x.org", [], ["bob@x.org", "Bob", "Ray"]],
  [4, "bob@x.org", [], ["bob@x.org", "Bob", "Fox"]],
  [5, null, ["MISSING_EMAIL"], ["", "Cyd", "Hay"]],
  [6, "dan@x.org", [], ["dan@x.org", "Dan", ""]],
];

/** Number 1 is about the file, number 2 about row 4. */
export function nameless(): Fact[] {
  const jobId = namelessId;
  return [
    jobCreated(jobId, "user-1", rows.length),
    fact("ParsingStarted", { jobId }),
    fileRecognized(jobId),
    fact("RowsParsed", {
      jobId,
      firstRowId: 1,
      rowCount: rows.length,
      validCount: 4,
      bytesRead: rows.length,
    }, { columns, rows }),
    fact("ParsingCompleted", {
      jobId,
      totalRows: rows.length,
      validRows: 4,
      problemCounts: { MISSING_EMAIL: 1 },
      warningCounts: {},
    }, { columns }),
    fact("IssuesOpened", {
      jobId,
      issues: [
        { number: 1, type: "MISSING_LAST_NAME", scope: "file", rowIds: [] },
        { number: 2, type: "MISSING_EMAIL", rowIds: [4] },
      ],
    }, {
      keys: ["file", "row-5"],
      offered: [{ number: 1, columns: [{ place: 2, filled: 4, samples: ["Lee", "Ray", "Fox"] }] }],
    }),
    fact("DedupeCompleted", { jobId, issueCount: 2, repeatedRows: 1 }),
  ];
}

type Resolution = Extract<Fact, { type: "IssuesResolved" }>["data"]["resolutions"][number];

export const decision = (...resolutions: Resolution[]): Fact =>
  fact("IssuesResolved", { jobId: namelessId, rule: null, batchId: null, resolutions }, {
    edits: [],
  });

export const columnNamed = () => decision({ number: 1, action: "use_column", column: 2 });

export const taken = (number: number): Fact =>
  fact("IssuesReopened", { jobId: namelessId, batchId: null, numbers: `${number}` });

export const listOf = (rowIds: number[], listVersion = 1): Fact =>
  fact("JobFinalized", {
    jobId: namelessId,
    listVersion,
    contactCount: rowIds.length,
    mergedCount: 0,
    rowIds: formatRowSet(rowIds),
    automatic: false,
  });
