import assert from "node:assert/strict";
import type { ParsedRow } from "@rollcall/contracts";
import { checkRow, type ContactField } from "@rollcall/contacts";
import { findAll } from "./testing/find_all.ts";

const FIELDS: (ContactField | null)[] = ["email", "first_name", "last_name", "phone", null];
const COLUMNS = FIELDS.map((field) => ({
  header: field ?? "Badge",
  name: field ?? "Badge",
  field,
}));

function differencesIn(people: string[][], samePerson: "first" | "ask" | null, foldGmail = false) {
  const batches = people.map((values, i) => {
    const { email, problems, phone } = checkRow(
      (field) => values[FIELDS.indexOf(field)] ?? "",
      "DE",
    );
    const row: ParsedRow = [i + 2, email, problems, values, { ...(phone && { phone }) }];
    return { firstRowId: i + 1, rows: [row], columns: COLUMNS };
  });
  return findAll(batches, foldGmail, [], samePerson).issues
    .filter(({ type }) => type === "DUPLICATE_DIFFERS");
}

const ann = (phone: string, badge?: string) => {
  return ["ann@x.org", "Ann", "Lee", phone, ...badge === undefined ? [] : [badge]];
};

Deno.test("differences: differing values of one person are found, across all rows", () => {
  assert.deepEqual(differencesIn([ann(""), ann("030 123456"), ann("030 654321")], "first"), [
    { type: "DUPLICATE_DIFFERS", key: "ann@x.org", rowIds: [1, 2, 3], told: true },
  ]);
  for (const [one, other] of [["-5", "5"], ["1.5", "15"], ["+5", "5"], ["1,5", "15"]] as const) {
    assert.equal(differencesIn([ann("", one), ann("", other)], "first").length, 1, one);
  }
  assert.deepEqual(differencesIn([ann("", "a"), ann("", "b")], "ask"), [
    { type: "DUPLICATE_DIFFERS", key: "ann@x.org", rowIds: [1, 2] },
  ]);
});

Deno.test("differences: what is empty, or written otherwise, does not differ", () => {
  const same = [
    [ann(""), ann("030 123456"), ann("")],
    [ann("030/123456"), ann("+49 30 123456")],
    [ann("", "VIP - gold"), ann("", "vip gold.")],
    [ann("030 123456"), ann("", " "), ann("", "x")],
  ];
  for (const people of same) assert.deepEqual(differencesIn(people, "first"), []);
});

Deno.test("differences: rows with another issue, or of another person, are not reported as well", () => {
  assert.deepEqual(differencesIn([ann("1"), ["ann@x.org", "Bob", "Lee", "2"]], "first"), []);
  assert.deepEqual(differencesIn([ann("1"), ["bo@x.org", "Ann", "Lee", "2"]], "first"), []);
  assert.deepEqual(differencesIn([ann("1"), ann("2")], null), []);
});

Deno.test("differences: one mailbox of Gmail is one person, under one key", () => {
  const people = [["a.b@gmail.com", "A", "B", "1"], ["ab+x@gmail.com", "A", "B", "2"]];
  assert.deepEqual(differencesIn(people, "first"), []);
  assert.deepEqual(differencesIn(people, "first", true).map(({ key }) => key), ["ab@gmail.com"]);
});
