import assert from "node:assert/strict";
import { contactFields, headerNames } from "@rollcall/contacts";
import { mapColumns, MAX_COLUMNS, MAX_HEADER_CHARS, surplusColumn } from "./columns.ts";

/** The columns as [name, field]; fails where the headers are refused. */
function mapped(headers: string[], asked: Record<string, string> | null = null) {
  const outcome = mapColumns(headers, asked);
  assert.equal(outcome.outcome, "mapped", JSON.stringify(outcome));
  return outcome.outcome === "mapped" ? outcome.columns.map((c) => [c.name, c.field]) : [];
}

function refused(headers: string[], asked: Record<string, string> | null = null) {
  const outcome = mapColumns(headers, asked);
  assert.ok(outcome.outcome === "refused", JSON.stringify(outcome));
  return outcome;
}

Deno.test("columns: every name that a field goes by is found, however it is written", () => {
  for (const field of contactFields) {
    for (const name of [field, ...headerNames[field]]) {
      for (const header of [name, name.toUpperCase(), ` ${name} `, name.replaceAll(" ", "_")]) {
        const email = field === "email" ? [] : ["email"];
        assert.deepEqual(mapped([...email, header]).at(-1), [field, field], header);
      }
    }
  }
});

Deno.test("columns: the better name wins, wherever it stands; the other keeps its own", () => {
  assert.deepEqual(mapped(["Mail", "E-Mail", "Surname", "Last name"]), [
    ["Mail", null],
    ["email", "email"],
    ["Surname", null],
    ["last_name", "last_name"],
  ]);
});

Deno.test("columns: what the person asked for goes before what the names say", () => {
  const asked = { email: "Contact", first_name: " Email " };
  assert.deepEqual(mapped(["Email", " Contact", "Last name"], asked), [
    ["first_name", "first_name"],
    ["email", "email"],
    ["last_name", "last_name"],
  ]);
});

Deno.test("columns: a mapping to a header that is not there names it and the headers", () => {
  const { code, message } = refused(["email", "Nick"], { first_name: "Vorname" });
  assert.equal(code, "MAPPED_COLUMN_MISSING");
  assert.match(message, /"Vorname" for first_name.*"email", "Nick"/);
});

Deno.test("columns: repeated, empty and clashing headers get names of their own", () => {
  assert.deepEqual(mapped(["email", "email", "Tag", "Tag", "", " ", "Tag (2)", "column_5"]), [
    ["email", "email"],
    ["email (2)", null],
    ["Tag", null],
    ["Tag (2)", null],
    ["column_5", null],
    ["column_6", null],
    ["Tag (2) (2)", null],
    ["column_5 (2)", null],
  ]);
});

Deno.test("columns: an extra column never takes the name of a field", () => {
  const asked = { email: "Work", phone: "Mobile" };
  const names = mapped(["email", "Work", "phone", "Mobile", "company"], asked);
  assert.deepEqual(names, [
    ["email (2)", null],
    ["email", "email"],
    ["phone (2)", null],
    ["phone", "phone"],
    ["company", "company"],
  ]);
});

Deno.test("columns: names that objects know are names like others", () => {
  const headers = ["__proto__", "constructor", "toString", "email", "hasOwnProperty"];
  assert.deepEqual(mapped(headers).map(([name]) => name), headers);
});

Deno.test("columns: a file without addresses is refused and names what it has", () => {
  const { code, message } = refused(["Name", "Ort"]);
  assert.equal(code, "NO_EMAIL_COLUMN");
  assert.match(message, /The file has: "Name", "Ort"\..*"email"/);
  assert.equal(refused([]).code, "NO_EMAIL_COLUMN");
});

Deno.test("columns: a refusal stays short, whatever the headers are", () => {
  const many = Array.from({ length: 300 }, (_, i) => `${"long ".repeat(20)}${i}`);
  const { message } = refused(many);
  assert.ok(message.length < 6_000, `${message.length}`);
  assert.match(message, /and 250 more/);
});

Deno.test("columns: their number and the length of their names are bounded", () => {
  const most = ["email", ...Array.from({ length: MAX_COLUMNS - 1 }, (_, i) => `c${i}`)];
  assert.equal(mapped(most).length, MAX_COLUMNS);
  assert.equal(refused([...most, "one more"]).code, "TOO_MANY_COLUMNS");
  const long = refused(["email", "x".repeat(MAX_HEADER_CHARS)]);
  assert.equal(long.code, "HEADER_TOO_LONG");
  assert.ok(long.message.length < 500);
});

Deno.test("columns: values beyond the header get a column by their place", () => {
  const outcome = mapColumns(["email", "column_3"], null);
  assert.ok(outcome.outcome === "mapped");
  assert.deepEqual(surplusColumn(outcome.columns, 2), {
    header: "",
    name: "column_3 (2)",
    field: null,
  });
});
