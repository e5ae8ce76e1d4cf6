import assert from "node:assert/strict";
import { contactFields } from "@rollcall/contracts/fields";
import { checkRow, completeness, fieldReader, identityOf, indexFields } from "./row.ts";

const reader = (values: Record<string, string>) => (field: string) => values[field] ?? "";
const names = { first_name: "Ann", last_name: "Lee" };

Deno.test("row: a whole row has no problem", () => {
  assert.deepEqual(checkRow(reader({ ...names, email: " Ann@X.org" })), {
    email: "ann@x.org",
    problems: [],
    warnings: [],
  });
});

Deno.test("row: each problem is named, in the order in which people see them", () => {
  assert.deepEqual(checkRow(reader({})), {
    email: null,
    problems: ["MISSING_EMAIL", "MISSING_FIRST_NAME", "MISSING_LAST_NAME"],
    warnings: [],
  });
  assert.deepEqual(checkRow(reader({ email: "ann@", first_name: " \u00a0", last_name: "Lee" })), {
    email: "ann@",
    problems: ["INVALID_EMAIL_FORMAT", "MISSING_FIRST_NAME"],
    warnings: [],
  });
  assert.deepEqual(checkRow(reader({ ...names, email: "\u200b" })), {
    email: null,
    problems: ["MISSING_EMAIL"],
    warnings: [],
  });
});

Deno.test("row: an address at a mistyped domain is asked about and no error", () => {
  assert.deepEqual(checkRow(reader({ email: "ann@gmial.com" })).problems, [
    "EMAIL_TYPO",
    "MISSING_FIRST_NAME",
    "MISSING_LAST_NAME",
  ]);
  assert.deepEqual(checkRow(reader({ ...names, email: "Ann@Gmial.com" })), {
    email: "ann@gmial.com",
    problems: ["EMAIL_TYPO"],
    warnings: [],
  });
});

Deno.test("row: its phone is given in E.164 if it is written otherwise", () => {
  const phoneOf = (phone: string, region?: string) =>
    checkRow(reader({ ...names, email: "ann@x.org", phone }), region);
  assert.equal(phoneOf("+49 30 901820").phone, "+4930901820");
  assert.equal(phoneOf("030 901820", "DE").phone, "+4930901820");
  for (const [phone, region] of [["+4930901820"], ["030 901820"], ["", "DE"]]) {
    const checked = phoneOf(phone!, region);
    assert.ok(!("phone" in checked), phone!);
    assert.deepEqual(checked.warnings, []);
  }
});

Deno.test("row: warnings come in the order of the rules, each once", () => {
  const row = { ...names, email: "a\u200bnn@x.org", phone: "1" };
  const reading = { cells: 5, columns: 4, charactersLost: true, emailFromOther: true };
  assert.deepEqual(checkRow(reader(row), "DE", reading).warnings, [
    "EMAIL_FROM_OTHER_COLUMN",
    "PHONE_NOT_UNDERSTOOD",
    "ROW_TOO_LONG",
    "CHARACTERS_REMOVED",
  ]);
});

Deno.test("row: fields are read by their column; one that is not there is empty", () => {
  const index = indexFields([{ field: null }, { field: "last_name" }, { field: "email" }]);
  const read = fieldReader(["x", "Lee"], index);
  assert.deepEqual(contactFields.map(read), ["", "", "Lee", "", "", ""]);
});

Deno.test("row: the same person is the same in whatever case and spaces", () => {
  const ann = identityOf(reader({ ...names, company: "Acme  Ltd" }));
  const same: Record<string, string>[] = [
    { first_name: " ANN", last_name: "lee ", company: "acme ltd" },
    { first_name: "Ann", last_name: "Lee", company: "Acme\u00a0\n Ltd", phone: "1" },
    { first_name: "\u200eAnn\u200b", last_name: "Le\u00ade", company: "\ufeffAcme Ltd" },
  ];
  for (const values of same) assert.equal(identityOf(reader(values)), ann);
  const inc = identityOf(reader({ ...names, company: "Acme Inc" }));
  for (const company of ["ACME inc.", "Acme, Inc.", "acme-inc"]) {
    assert.equal(identityOf(reader({ ...names, company })), inc);
  }
  const others: Record<string, string>[] = [
    { ...names },
    { ...names, company: "Acme Ltd 2" },
    { ...names, company: "A+cme Ltd" },
    { first_name: "Anne", last_name: "Lee", company: "Acme Ltd" },
    { first_name: "Lee", last_name: "Ann", company: "Acme Ltd" },
    { first_name: "", last_name: "Ann Lee", company: "Acme Ltd" },
  ];
  for (const values of others) assert.notEqual(identityOf(reader(values)), ann);
  const composed = identityOf(reader({ first_name: "Zo\u00eb" }));
  assert.equal(identityOf(reader({ first_name: "Zoe\u0308" })), composed);
});

Deno.test("row: completeness counts what is filled in", () => {
  assert.equal(completeness(["a", "", " ", "b", "\u200b\u00a0"]), 2);
  assert.equal(completeness([]), 0);
});

Deno.test("identity: the short way of plain words gives what the long way of all others gives", () => {
  for (let code = 0x21; code < 0x340; code++) {
    const name = `A${String.fromCharCode(code)}b`;
    const identity = (first_name: string) => identityOf(reader({ first_name }));
    assert.equal(identity(name), identity(` ${name} `), `U+${code.toString(16)}`);
  }
});
