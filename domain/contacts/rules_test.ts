import assert from "node:assert/strict";
import { IssueKind, RowProblem, RowWarning } from "@rollcall/contracts";
import { checkRow } from "./row.ts";
import {
  differenceRule,
  duplicateRule,
  encodingRule,
  hasError,
  leftOutRule,
  type Reading,
  rules,
} from "./rules.ts";
import { rulesPage } from "./rules_page.ts";

const whole = { email: "ann@example.com", first_name: "Ann", last_name: "Lee" };
const read: Reading = { cells: 3, columns: 3, charactersLost: false, emailFromOther: false };

/** What each rule is found by: a row, its region and how it was read. */
const FOUND_BY: [code: string, row: Record<string, string>, reading?: Reading, region?: string][] =
  [
    ["MISSING_EMAIL", { ...whole, email: " \u200b" }],
    ["INVALID_EMAIL_FORMAT", { ...whole, email: "ann@@example.com" }],
    ["INVALID_EMAIL_FORMAT", { ...whole, email: "ann@example,com" }],
    ["INVALID_EMAIL_FORMAT", { ...whole, email: "Ann <ann@example.com>" }],
    ["EMAIL_TYPO", { ...whole, email: "ann@gmial.com" }],
    ["EMAIL_TYPO", { ...whole, email: "ann@example.con" }],
    ["MISSING_FIRST_NAME", { ...whole, first_name: "\u00a0" }],
    ["MISSING_LAST_NAME", { ...whole, last_name: "\u200b" }],
    ["EMAIL_FROM_OTHER_COLUMN", whole, { ...read, emailFromOther: true }],
    ["PHONE_NOT_UNDERSTOOD", { ...whole, phone: "+49 12" }],
    ["PHONE_NOT_UNDERSTOOD", { ...whole, phone: "555" }, read, "US"],
    ["PHONE_NOT_UNDERSTOOD", { ...whole, phone: "+49 30 901820, +49 30 901821" }],
    ["ROW_TOO_SHORT", whole, { ...read, cells: 2 }],
    ["ROW_TOO_LONG", whole, { ...read, cells: 4 }],
    ["ROW_READ_TO_FIT", whole, { ...read, readToFit: true }],
    ["CHARACTERS_REMOVED", whole, { ...read, charactersLost: true }],
    ["CHARACTERS_REMOVED", { ...whole, email: "ann@exam\u200bple.com" }],
    ["ERROR_VALUE", whole, { ...read, hadError: true }],
    ["SEVERAL_VALUES", whole, { ...read, hadSeveral: true }],
    ["VALUE_OF_OTHER_TYPE", whole, { ...read, ofWrongType: true }],
    ["PLACEHOLDER_VALUE", { ...whole, first_name: "N/A" }],
    ["PLACEHOLDER_VALUE", { ...whole, last_name: "-" }],
    ["PLACEHOLDER_VALUE", { ...whole, phone: "none" }, read, "US"],
    ["PLACEHOLDER_VALUE", { ...whole, email: "test@test.com" }],
  ];

Deno.test("rules: each is found by its example, and no other with it", () => {
  for (const [code, row, reading, region] of FOUND_BY) {
    const { problems, warnings } = checkRow((field) => row[field] ?? "", region, reading);
    assert.deepEqual([...problems, ...warnings], [code], JSON.stringify(row));
  }
  assert.ok(duplicateRule.finds(new Set(["ann\nlee\nacme", "bob\nray\n"])));
  assert.ok(differenceRule.finds(new Set(["030 1", "030 2"])));
  const ofSeveral = [duplicateRule.code, differenceRule.code, leftOutRule.code, encodingRule.code];
  const tried = new Set([...FOUND_BY.map(([code]) => code), ...ofSeveral]);
  assert.deepEqual(rules.filter(({ code }) => !tried.has(code)), []);
});

Deno.test("rules: a whole row breaks none, and neither does one person twice", () => {
  for (
    const row of [whole, { ...whole, first_name: "Malcolm", last_name: "X" }, {
      ...whole,
      first_name: "Null",
      last_name: "Test",
    }, { ...whole, phone: "+49 30 901820", email: " ANN@example.com\u200b" }]
  ) {
    const { problems, warnings } = checkRow((field) => row[field as "email"] ?? "", "US", read);
    assert.deepEqual([...problems, ...warnings], []);
  }
  assert.ok(!duplicateRule.finds(new Set(["ann\nlee\nacme"])));
});

Deno.test("rules: every problem and kind of issue has one, by its own code", () => {
  const codes = rules.map(({ code }) => code);
  assert.equal(new Set(codes).size, codes.length);
  const asked = rules.filter(({ asks }) => asks).map(({ code }) => code);
  // What one person's rows differ in is told, unless the upload wishes to be asked.
  assert.deepEqual([...asked, differenceRule.code].sort(), [...IssueKind.options].sort());
  for (const { code } of rules) assert.ok(RowWarning.safeParse(code).success, code);
});

Deno.test("rules: an error makes a row invalid, a warning does not", () => {
  assert.ok(!hasError([]));
  assert.ok(!hasError(["EMAIL_TYPO"]));
  assert.ok(hasError(["EMAIL_TYPO", "MISSING_LAST_NAME"]));
  for (const problem of RowProblem.options) {
    const { severity } = rules.find(({ code }) => code === problem)!;
    assert.equal(hasError([problem]), severity === "error", problem);
  }
});

Deno.test("rules: each is said in whole sentences that fit a cell of a table", () => {
  for (const { code, title, sentence, example, help } of rules) {
    assert.match(sentence, /^[A-Z].*\.$/, code);
    assert.match(title, /^[A-Z].*[^.]$/, code);
    for (const text of [title, sentence, example, help]) assert.doesNotMatch(text, /[|\n]/, code);
    assert.ok(example.length > 5 && help.length > 5, code);
  }
});

Deno.test("rules: docs/rules.md is as the code has it", async () => {
  const page = await Deno.readTextFile(new URL("../../docs/rules.md", import.meta.url));
  const squeeze = (text: string) => text.replace(/-{3,}/g, "---").replace(/\s+/g, " ").trim();
  assert.equal(squeeze(page), squeeze(rulesPage()), "run `deno task rules:write`");
});
