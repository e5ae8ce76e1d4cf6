import assert from "node:assert/strict";
import type { ColumnTreatment } from "@rollcall/contracts";
import { columnsToRemember } from "./applied_mapping.ts";
import { mapColumns } from "./columns.ts";
import { evidenceOf } from "./evidence.ts";
import { RowConverter } from "./row_converter.ts";

const treatment = (header: string, change: Partial<ColumnTreatment> = {}): ColumnTreatment => ({
  header,
  kept: true,
  name: null,
  type: null,
  choices: [],
  ...change,
});
const leftOut = (header: string) => treatment(header, { kept: false });

function mapped(headers: string[], treated: ColumnTreatment[], asked = {}) {
  const outcome = mapColumns(headers, { asked, remembered: null, treated });
  assert.equal(outcome.outcome, "mapped", JSON.stringify(outcome));
  return outcome;
}

function made(headers: string[], treated: ColumnTreatment[], cells: string[]) {
  const columns = mapped(headers, treated);
  const converter = new RowConverter(columns, { width: headers.length, region: null });
  const one = converter.convert(2, cells);
  assert.ok("row" in one);
  const [, email, , values, notes] = one.row;
  const names = converter.columns.map(({ name }) => name);
  return { email, values: Object.fromEntries(names.map((n, i) => [n, values[i]])), notes };
}

Deno.test("left out: it is as if the file had no such column", () => {
  const headers = ["Fax", "email", "full name", "Tag"];
  const cells = ["555", "ann@example.com", "Ann Lee", "vip", "more"];
  const { email, values, notes } = made(headers, [leftOut("Fax")], cells);
  assert.equal(email, "ann@example.com");
  assert.deepEqual(values, {
    email: "ann@example.com",
    full_name: "Ann Lee",
    Tag: "vip",
    first_name: "Ann",
    last_name: "Lee",
    column_4: "more",
  });
  assert.deepEqual(notes?.warnings, ["ROW_TOO_LONG"]);
  assert.equal(made(headers, [leftOut("Fax")], cells.slice(0, 4)).notes, undefined);
});

Deno.test("left out: the column is no field, whatever its header, its values or the past say", () => {
  const rows = [["ann@example.com", "030 901820", "x@example.org"]];
  const treated = [leftOut("Phone"), leftOut("Where")];
  const wish = { asked: null, remembered: { phone: 1, company: 2 }, treated };
  const { byValues, region } = evidenceOf(["Who", "Phone", "Where"], rows, {
    ...wish,
    region: null,
  });
  assert.deepEqual([byValues.map(({ place }) => place), region], [[0], null]);
  const outcome = mapColumns(["Who", "Phone", "Where"], { ...wish, byValues });
  assert.ok(outcome.outcome === "mapped");
  assert.deepEqual(outcome.columns.map(({ field }) => field), ["email"]);
});

Deno.test("left out: where phones are at home is guessed by the columns that are kept", () => {
  const treated = [leftOut("Fax")];
  const wish = { asked: null, remembered: null, treated, region: null };
  const rows = [["1", "ann@example.de", "030 901820"]];
  assert.equal(evidenceOf(["Fax", "email", "phone"], rows, wish).region?.code, "DE");
});

Deno.test("left out: columns of one header are told apart by their labels", () => {
  const { columns } = mapped(
    ["email", "Tag", "Tag", "", "Since"],
    [leftOut("Tag"), leftOut("column_4")],
  );
  assert.deepEqual(columns.map(({ name }) => name), ["email", "Tag (2)", "Since"]);
});

Deno.test("left out: what is remembered are the columns' places in the file", () => {
  const headers = ["Fax", "email", "Tag", "phone"];
  const { columns, leftOut: places } = mapped(headers, [leftOut("Fax"), leftOut("Tag")]);
  const { email, phone, company } = columnsToRemember(columns, places);
  assert.deepEqual([email, phone, company], [1, 3, null]);
});

Deno.test("treated: what contradicts the file or the mapping is refused in a sentence", () => {
  const refused = (treated: ColumnTreatment[], asked = {}) => {
    const outcome = mapColumns(["email", "Tag"], { asked, remembered: null, treated });
    assert.ok(outcome.outcome === "refused");
    return [outcome.code, outcome.message];
  };
  const [code, message] = refused([leftOut("Fax")]);
  assert.equal(code, "TREATED_COLUMN_MISSING");
  assert.match(message!, /"Fax", but the file has: "email", "Tag"/);
  assert.equal(refused([leftOut("Tag")], { company: "Tag" })[0], "MAPPED_COLUMN_LEFT_OUT");
  assert.equal(refused([leftOut("email")])[0], "NO_EMAIL_COLUMN");
});

Deno.test("treated: an extra has the name that it is given, and no other column's", () => {
  const names = (headers: string[], treated: ColumnTreatment[]) =>
    mapped(headers, treated).columns.map(({ name }) => name);
  const named = (header: string, name: string) => treatment(header, { name });
  assert.deepEqual(names(["email", "T"], [named("T", "Tier")]), ["email", "Tier"]);
  assert.deepEqual(names(["email", "T", "Tier"], [named("T", "Tier")]), [
    "email",
    "Tier",
    "Tier (2)",
  ]);
  assert.deepEqual(names(["email", "T"], [named("T", "email")]), ["email", "email (2)"]);
  assert.deepEqual(names(["email", "phone"], [named("phone", "Tier")]), ["email", "phone"]);
  // Our own remarks are in no list: what is called so by a person is to be in it all the same.
  assert.deepEqual(names(["email", "T"], [named("T", "rollcall_row")]), [
    "email",
    "rollcall_row (2)",
  ]);
  assert.deepEqual(names(["email", "rollcall_row"], []), ["email", "rollcall_row"]);
});

Deno.test("treated: a value of another type than its column's is a warning, and stays", () => {
  const treated = [treatment("Since", { type: "date" }), leftOut("Fax")];
  const headers = ["email", "first name", "last name", "Fax", "Since"];
  const row = (since: string) =>
    made(headers, treated, ["ann@example.com", "Ann", "Lee", "555", since]);
  assert.deepEqual(row("soon").notes?.warnings, ["VALUE_OF_OTHER_TYPE"]);
  assert.equal(row("soon").values.Since, "soon");
  assert.equal(row("31.12.2024").notes, undefined);
  assert.equal(row("").notes, undefined);
});
