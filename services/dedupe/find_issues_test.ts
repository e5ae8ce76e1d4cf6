import assert from "node:assert/strict";
import type { ParsedRow } from "@rollcall/contracts";
import { checkRow, type ContactField } from "@rollcall/contacts";
import fc from "fast-check";
import type { FoundIssue } from "./find_issues.ts";
import { findAll, type Findings, type RowsAt } from "./testing/find_all.ts";

const FIELDS: ContactField[] = ["email", "first_name", "last_name", "company"];
const COLUMNS = FIELDS.map((field) => ({ header: field, name: field, field }));

const parsed = (values: string[], i: number): ParsedRow => {
  const { email, problems } = checkRow((field) => values[FIELDS.indexOf(field)] ?? "");
  return [i + 2, email, problems, values];
};

/** Finds the issues of rows that come in batches of this size. */
function find(people: string[][], batchRows = 500, foldGmail = false): Findings {
  const rows = people.map(parsed), batches: RowsAt[] = [];
  for (let first = 0; first < rows.length; first += batchRows) {
    const batch = rows.slice(first, first + batchRows);
    batches.push({ firstRowId: first + 1, rows: batch, columns: COLUMNS });
  }
  return findAll(batches, foldGmail);
}

Deno.test("dedupe: one address with different people is one issue of all its rows", () => {
  const findings = find([
    ["a@x.org", "Ann", "Lee"],
    ["b@x.org", "Bob", "Ray"],
    ["A@X.org ", "Bob", "Lee"],
    ["a@x.org", "Ann", "Lee"],
  ]);
  assert.deepEqual(findings, {
    issues: [{ type: "DUPLICATE_EMAIL", key: "a@x.org", rowIds: [1, 3, 4] }],
    repeatedRows: 0,
  });
});

Deno.test("dedupe: the same person twice is no issue, in whatever case, spaces and dots", () => {
  const findings = find([
    ["a@x.org", "Ann", "Lee", "Acme Inc"],
    ["a@x.org", "ANN ", "lee", " ACME, inc."],
    ["a@x.org", "Ann", "Lee", "Acme Inc"],
  ]);
  assert.deepEqual(findings, { issues: [], repeatedRows: 2 });
});

Deno.test("dedupe: another company is another person", () => {
  const { issues } = find([["a@x.org", "Ann", "Lee", "Acme"], ["a@x.org", "Ann", "Lee", ""]]);
  assert.deepEqual(issues.map((issue) => issue.rowIds), [[1, 2]]);
});

Deno.test("dedupe: each problem of a row is an issue of its own; such rows are not compared", () => {
  const { issues } = find([
    ["a@x.org", "Ann", "Lee"],
    ["a@x.org", "", ""],
    ["", "Cyd", "Ray"],
    ["nobody@", "Dan", "Fox"],
  ]);
  assert.deepEqual(issues, [
    { type: "MISSING_FIRST_NAME", key: "a@x.org", rowIds: [2] },
    { type: "MISSING_LAST_NAME", key: "a@x.org", rowIds: [2] },
    { type: "MISSING_EMAIL", key: "row-4", rowIds: [3] },
    { type: "INVALID_EMAIL_FORMAT", key: "nobody@", rowIds: [4] },
  ]);
});

Deno.test("dedupe: Gmail addresses of one mailbox count as one on request", () => {
  const people = [
    ["ann.lee@gmail.com", "Ann", "Lee"],
    ["annlee+news@gmail.com", "Bob", "Ray"],
    ["AnnLee@googlemail.com", "Ann", "Lee"],
    ["b.ob@x.org", "Bob", "Ray"],
    ["bob@x.org", "Bea", "Ray"],
  ];
  const issue = { type: "DUPLICATE_EMAIL", key: "annlee@gmail.com", rowIds: [1, 2, 3] };
  assert.deepEqual(find(people, 500, true), { issues: [issue], repeatedRows: 0 });
  assert.deepEqual(find(people, 500, false), { issues: [], repeatedRows: 0 });
  const repeated = find([people[0]!, people[2]!], 1, true);
  assert.deepEqual(repeated, { issues: [], repeatedRows: 1 });
});

Deno.test("dedupe: a row at a mistyped address is asked about first, and not compared", () => {
  const { issues } = find(
    [
      ["ann.lee@gmial.com", "Ann", "Lee"],
      ["ann.lee@gmial.com", "Bob", "Ray"],
      ["bob+x@gmail.com", "", "Ray"],
    ],
    500,
    true,
  );
  assert.deepEqual(issues, [
    { type: "EMAIL_TYPO", key: "ann.lee@gmial.com", rowIds: [1] },
    { type: "EMAIL_TYPO", key: "ann.lee@gmial.com", rowIds: [2] },
    { type: "MISSING_FIRST_NAME", key: "bob@gmail.com", rowIds: [3] },
  ]);
});

Deno.test("dedupe: issues stand in the order of their first rows", () => {
  const { issues } = find([
    ["b@x.org", "Bob", "Ray"],
    ["", "Cyd", "Ray"],
    ["a@x.org", "Ann", "Lee"],
    ["a@x.org", "Al", "Lee"],
    ["b@x.org", "Ben", "Ray"],
  ]);
  assert.deepEqual(issues.map((issue) => issue.rowIds), [[1, 5], [2], [3, 4]]);
});

Deno.test("dedupe: nothing in, nothing found", () => {
  assert.deepEqual(find([]), { issues: [], repeatedRows: 0 });
});

/** Longer than what is held as it is. */
const long = (end: string) => `${"l".repeat(80)}.${end}`;

/** Each row compared with each other, as the design says it, slow and plain. */
function oracle(people: string[][], foldGmail: boolean): Findings {
  const fold = (email: string | null) =>
    foldGmail
      ? email?.replace(/^([^@+]*)(\+.*)?@gmail/, (_, name) => `${name.replaceAll(".", "")}@gmail`)
      : email;
  const rows = people.map(parsed);
  const same = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase();
  const issues: FoundIssue[] = [];
  let repeatedRows = 0;
  rows.forEach(([line, email, problems], i) => {
    for (const type of problems) {
      issues.push({ type, key: fold(email) ?? `row-${line}`, rowIds: [i + 1] });
    }
    if (problems.length) return;
    const sharing = rows.map((row, at) => ({ row, id: at + 1 }))
      .filter(({ row }) => !row[2].length && fold(row[1]) === fold(email));
    if (sharing[0]!.id !== i + 1) return;
    const differ = sharing.some(({ row }) =>
      [1, 2, 3].some((column) => !same(row[3][column]!, sharing[0]!.row[3][column]!))
    );
    const rowIds = sharing.map(({ id }) => id);
    if (differ) issues.push({ type: "DUPLICATE_EMAIL", key: fold(email)!, rowIds });
    else repeatedRows += rowIds.length - 1;
  });
  return { issues, repeatedRows };
}

Deno.test("dedupe: what is found is what comparing each row with each other finds", () => {
  const person = fc.tuple(
    fc.constantFrom(
      ...["a@x.org", "A@x.org ", "b@x.org", "", "nobody@", "a.b@gmail.com", "ab+c@gmail.com"],
      ...["ab@gmail.com", "a@gmial.com", long("a@x.org"), long("b@x.org")],
    ),
    fc.constantFrom("Ann", "ann ", "Bob", ""),
    fc.constantFrom("Lee", "LEE", ""),
    fc.constantFrom("", "Acme", " acme", "long ".repeat(20), " LONG".repeat(20), long("x")),
  );
  fc.assert(
    fc.property(
      fc.array(person, { maxLength: 30 }),
      fc.integer({ min: 1, max: 10 }),
      fc.boolean(),
      (people, n, foldGmail) => {
        assert.deepEqual(find(people, n, foldGmail), oracle(people, foldGmail));
      },
    ),
    { numRuns: 300 },
  );
});
