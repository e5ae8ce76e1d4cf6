import assert from "node:assert/strict";
import { contactFields } from "./fields.ts";
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
  ];
  for (const values of same) assert.equal(identityOf(reader(values)), ann);
  const others: Record<string, string>[] = [
    { ...names },
    { first_name: "Anne", last_name: "Lee", company: "Acme Ltd" },
    { first_name: "Lee", last_name: "Ann", company: "Acme Ltd" },
    { first_name: "", last_name: "Ann Lee", company: "Acme Ltd" },
  ];
  for (const values of others) assert.notEqual(identityOf(reader(values)), ann);
  const composed = identityOf(reader({ first_name: "Zo\u00eb" }));
  assert.equal(identityOf(reader({ first_name: "Zoe\u0308" })), composed);
});

Deno.test("row: completeness counts what is filled in", () => {
  assert.equal(completeness(["a", "", " ", "b"]), 2);
  assert.equal(completeness([]), 0);
});
