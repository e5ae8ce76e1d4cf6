import assert from "node:assert/strict";
import type { Job, RawRow } from "@rollcall/contracts/api";
import type { ImportedFile } from "./import_file.ts";
import { differences } from "./judge.ts";
import type { Expected } from "./shape.ts";

const job = {
  status: "COMPLETED",
  total_rows: 1,
  encoding: "utf-8",
  mapping: { email: "E-Mail" },
  issue_counts: {},
  warning_counts: {},
  error: null,
} as unknown as Job;

const row = {
  raw_row_id: 1,
  row_number: 2,
  data: JSON.parse('{"email":"ann@example.com","__proto__":"p"}'),
  normalized_email: "ann@example.com",
  is_valid: true,
  problems: [],
  warnings: [],
  normalized_phone: null,
  excluded: false,
  merged_into: null,
  now: null,
} satisfies RawRow;

const read = { job, rows: [row], issues: [], contacts: [] };
const failed = { ...read, job: { ...job, status: "FAILED", error: { code: "A", message: "No." } } };
const refused = { refused: { type: "", title: "No", status: 415, code: "B", detail: "No." } };

const right: [ImportedFile, Expected][] = [
  [read, { total: 1, job: { encoding: ["utf-8", "x"], mapping: { email: "E-Mail" } } }],
  [{ ...read, job: { ...job, encoding: null } }, { job: { encoding: null } }],
  [read, { rows: { 2: { data: JSON.parse('{"__proto__":"p"}'), problems: [], phone: null } } }],
  [failed as ImportedFile, { failed: { code: "A", says: /No/ } }],
  [refused, { refused: { status: 415, code: "B", says: /No/ } }],
];

const wrong: [ImportedFile, Expected, RegExp][] = [
  [read, { total: 2 }, /total_rows is 1, not 2/],
  [read, { issues: { EMAIL_TYPO: 1 } }, /status is "COMPLETED", not "NEEDS_REVIEW"/],
  [read, { warnings: { ROW_TOO_SHORT: 1 } }, /warnings is \{\}/],
  [read, { job: { encoding: "x" } }, /encoding is "utf-8"/],
  [read, { job: { encoding: null } }, /encoding is "utf-8", not null/],
  [read, { job: { mapping: { email: "Mail" } } }, /mapping\.email is "E-Mail"/],
  [read, { job: { delimiter: ";" } }, /delimiter is nothing/],
  [read, { rows: { 3: {} } }, /there is no row 3/],
  [read, { rows: { 2: { data: { email: "bob@example.com" } } } }, /row 2: email is "ann@/],
  [read, { rows: { 2: { data: JSON.parse('{"__proto__":"q"}') } } }, /__proto__ is "p"/],
  [read, { rows: { 2: { data: { toString: "x" } } } }, /toString is nothing/],
  [read, { rows: { 2: { suggestion: "x" } } }, /suggestion is nothing/],
  [read, { contacts: [{}] }, /contacts is 0, not 1/],
  [read, { failed: { code: "A", says: /./ } }, /did not fail/],
  [read, { refused: { status: 415, code: "B", says: /./ } }, /it was taken/],
  [failed as ImportedFile, {}, /it failed: A: No\./],
  [failed as ImportedFile, { failed: { code: "A", says: /Yes/ } }, /it says "No\."/],
  [refused, {}, /it was refused: 415 B/],
  [refused, { refused: { status: 422, code: "B", says: /./ } }, /status is 415, not 422/],
  [{ refused: { ...refused.refused, detail: "no" } }, {
    refused: { status: 415, code: "B", says: /no/ },
  }, /is no sentence/],
];

Deno.test("the judge of file shapes sees every difference, and none where there is none", () => {
  for (const [found, expected] of right) assert.deepEqual(differences(found, expected), []);
  for (const [found, expected, says] of wrong) {
    assert.match(differences(found, expected).join("\n"), says);
  }
});
