/** A job of six rows with three issues, as other services would append it, for tests of queries. */
import { byKey, type Fact } from "@rollcall/contracts";
import { columns, fact, jobCreated, parsedRows, rowsParsed } from "./events.ts";

export const jobId = "0198c0de-0000-7000-8000-0000000000aa";

/** Up to NEEDS_REVIEW: rows 2 and 3 share an address, row 5 has none, row 6 no name. */
export function needsReview(id = jobId, userId = "user-1"): Fact[] {
  const rows = parsedRows(1, 6, {
    2: { email: "ann@example.com" },
    3: { email: "ann@example.com" },
    5: { email: "" },
    6: { first: "", notes: "=cmd|' /C calc'!A0" },
  });
  return [
    jobCreated(id, userId, 6),
    fact("ParsingStarted", { jobId: id }),
    rowsParsed(id, 1, rows.slice(0, 4)),
    rowsParsed(id, 5, rows.slice(4)),
    fact("ParsingCompleted", {
      jobId: id,
      totalRows: 6,
      validRows: 4,
      problemCounts: {},
      warningCounts: {},
    }, {
      columns,
    }),
    fact("IssuesOpened", {
      jobId: id,
      issues: [
        { number: 1, type: "DUPLICATE_EMAIL", rowIds: [2, 3] },
        { number: 2, type: "MISSING_EMAIL", rowIds: [5] },
        { number: 3, type: "MISSING_FIRST_NAME", rowIds: [6] },
      ],
    }, { keys: ["ann@example.com", "row-5", "row-6"] }),
    fact("DedupeCompleted", { jobId: id, issueCount: 3, repeatedRows: 0 }),
  ];
}

/** Row 3 is chosen, row 5 gets an address, row 6 is kept. */
export function resolved(id = jobId): Fact[] {
  return [
    fact("IssuesResolved", {
      jobId: id,
      rule: null,
      batchId: null,
      resolutions: [{ number: 1, action: "choose", chosenRowId: 3 }],
    }, { edits: [] }),
    fact("IssuesResolved", {
      jobId: id,
      rule: null,
      batchId: null,
      resolutions: [{ number: 2, action: "edit" }],
    }, {
      edits: [{
        number: 2,
        rowId: 5,
        values: byKey({ email: " Eve@Example.com", Notes: "typed" }),
      }],
    }),
    fact("IssuesResolved", {
      jobId: id,
      rule: "keep",
      batchId: null,
      resolutions: [{ number: 3, action: "keep" }],
    }, { edits: [] }),
  ];
}

/**
 * Resolved by rule, undone, resolved differently and partly again, and rows changed: at the end rows
 * 4 and 6 are excluded.
 */
export function resolvedAtOnce(id = jobId): Fact[] {
  const batchId = "0198c0de-0000-4000-8000-0000000000b2";
  const single = { jobId: id, rule: null, batchId: null };
  const again = (number: number, resolution: { action: "keep" | "skip"; via?: number }) => [
    fact("IssuesReopened", { jobId: id, batchId: null, numbers: `${number}` }),
    fact("IssuesResolved", { ...single, resolutions: [{ number, ...resolution }] }),
  ];
  return [
    fact("IssuesResolved", {
      jobId: id,
      rule: "skip",
      batchId,
      resolutions: [],
      alike: [
        { action: "skip", numbers: "2" },
        { action: "skip", numbers: "3", viaBefore: 1 },
      ],
    }),
    fact("IssuesReopened", { jobId: id, batchId, numbers: "2-3" }),
    fact("IssuesResolved", {
      jobId: id,
      rule: "keep",
      batchId: null,
      resolutions: [],
      alike: [{ action: "keep", numbers: "1-3" }],
    }),
    ...again(3, { action: "keep" }),
    ...again(2, { action: "keep" }),
    fact("IssuesReopened", { jobId: id, batchId: null, numbers: "1-3" }),
    ...resolved(id),
    fact("IssuesReopened", { jobId: id, batchId: null, numbers: "3" }),
    fact("IssuesResolved", {
      jobId: id,
      rule: "skip",
      batchId,
      resolutions: [],
      alike: [{ action: "skip", numbers: "3", viaBefore: 1 }],
    }),
    ...rowsChanged(id),
  ];
}

/** A value is typed into row 1; row 4 is excluded, brought back, and that is undone. */
function rowsChanged(id: string): Fact[] {
  const told = (number: number, rowIds: string) => {
    const batchId = `0198c0de-0000-4000-8000-0000000000c${number}`;
    return { jobId: id, number, batchId, rowIds, rowCount: 1, before: 0, total: 1 };
  };
  const { jobId, number, batchId, rowCount } = told(3, "4");
  return [
    fact("RowsEdited", { ...told(1, "1"), operation: null }, {
      edits: [{ rowId: 1, values: byKey({ company: "Acme" }) }],
    }),
    fact("RowsExcluded", told(2, "4")),
    fact("RowsBroughtBack", told(3, "4")),
    fact("RowsChangeUndone", { jobId, number, batchId, change: "brought back", rowCount }),
  ];
}

/** Row 2 went into row 3 and filled in its phone number and note. */
export const rowsMerged = (id = jobId, listVersion = 1): Fact =>
  fact("RowsMerged", { jobId: id, listVersion, merges: [{ rowId: 3, rowIds: "2" }] }, {
    fills: [{
      rowId: 3,
      values: byKey({ phone: "030 1234567", Badge: "yes" }),
      sources: byKey({ phone: 2, Badge: 2 }),
      phone: "+49301234567",
    }],
  });

export const finalized = (id = jobId, listVersion = 1): Fact =>
  fact("JobFinalized", {
    jobId: id,
    listVersion,
    contactCount: 5,
    mergedCount: 0,
    rowIds: "1,3-6",
    automatic: false,
  });
