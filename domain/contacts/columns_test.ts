import assert from "node:assert/strict";
import { headersKey } from "./applied_mapping.ts";
import {
  type ColumnWish,
  mapColumns,
  MAX_COLUMNS,
  MAX_HEADER_CHARS,
  surplusColumn,
} from "./columns.ts";

const NOBODY: ColumnWish = { asked: null, remembered: null };
const ask = (asked: ColumnWish["asked"]): ColumnWish => ({ asked, remembered: null });

/** The columns; fails where the headers are refused. */
function columnsOf(headers: string[], wish: ColumnWish = NOBODY) {
  const outcome = mapColumns(headers, wish);
  assert.ok(outcome.outcome === "mapped", JSON.stringify(outcome));
  return outcome.columns;
}

/** The same as [name, field or role]. */
const mapped = (headers: string[], wish: ColumnWish = NOBODY) =>
  columnsOf(headers, wish).map(({ name, field, role }) => [name, field ?? role ?? null]);

function refused(headers: string[], wish: ColumnWish = NOBODY) {
  const outcome = mapColumns(headers, wish);
  assert.ok(outcome.outcome === "refused", JSON.stringify(outcome));
  return outcome;
}

Deno.test("columns: the better name wins at any position; the other column keeps its name", () => {
  assert.deepEqual(mapped(["Mail", "E-Mail", "Family name", "Last name", "Given name"]), [
    ["Mail", "other_email"],
    ["email", "email"],
    ["Family name", null],
    ["last_name", "last_name"],
    ["first_name", "first_name"],
  ]);
});

Deno.test("columns: of several addresses the best is the field, the others stand in for it", () => {
  assert.deepEqual(mapped(["Email 2", "Work Email", "Email 1", "Email opt-in", "Emial adress"]), [
    ["Email 2", "other_email"],
    ["email", "email"],
    ["Email 1", "other_email"],
    ["Email opt-in", null],
    ["Emial adress", "other_email"],
  ]);
  assert.deepEqual(mapped(["Email", "Contact"], ask({ email: "Contact" })), [
    ["Email", "other_email"],
    ["email", "email"],
  ]);
});

Deno.test("columns: each has how its field was found, and the confidence", () => {
  const wish = { asked: { email: "Contact" }, remembered: { company: 1 } };
  const columns = columnsOf(["Contact", "House", "first_name", "Surname", "Jbo title"], wish);
  assert.deepEqual(columns.map(({ field, how, confidence }) => [field, how, confidence]), [
    ["email", "asked", 1],
    ["company", "remembered", 1],
    ["first_name", "name", 1],
    ["last_name", "name", 0.95],
    ["job_title", "similar", 0.79],
  ]);
});

Deno.test("columns: the user's mapping comes first", () => {
  const asked = { email: "Contact", first_name: " Email " };
  const remembered = { email: 0, last_name: 1, phone: 3 };
  assert.deepEqual(mapped(["Email", " Contact", "Last name", "Box"], { asked, remembered }), [
    ["first_name", "first_name"],
    ["email", "email"],
    ["last_name", "last_name"],
    ["phone", "phone"],
  ]);
});

Deno.test("columns: a field that no column is to be is none, whatever the headers say", () => {
  const asked = { first_name: null, phone: null };
  const remembered = { company: null, phone: 2 };
  const headers = ["email", "first name", "phone", "company", "country"];
  assert.deepEqual(mapped(headers, { asked, remembered }), [
    ["email", "email"],
    ["first name", null],
    ["phone (2)", null],
    ["company (2)", null],
    ["country", "country"],
  ]);
});

Deno.test("columns: what is remembered of other headers does no harm", () => {
  const remembered = { phone: 99, company: -1, job_title: 0.5, last_name: null, size: 1 };
  assert.deepEqual(mapped(["email", "tel"], { asked: null, remembered }), [
    ["email", "email"],
    ["phone", "phone"],
  ]);
});

Deno.test("columns: a column with a repeated header is requested by its label", () => {
  const headers = ["Mail", "Mail", "", "Tag (2)", "Tag", "Tag"];
  const asked = { email: "Mail (2)", phone: "column_3", company: "Tag (2)", job_title: "Tag (3)" };
  const fields = columnsOf(headers, ask(asked)).map((column) => column.field ?? column.role);
  assert.deepEqual(fields, ["other_email", "email", "phone", "company", undefined, "job_title"]);
});

Deno.test("columns: a mapping to a header that is not there names it and the headers", () => {
  const { code, message } = refused(["email", "Nick"], ask({ first_name: "Vorname" }));
  assert.equal(code, "MAPPED_COLUMN_MISSING");
  assert.match(message, /"Vorname" for first_name.*"email", "Nick"/);
});

Deno.test("columns: no column can be two fields", () => {
  const asked = { email: "Caf\u00e9", phone: "Cafe\u0301" };
  assert.equal(refused(["Caf\u00e9"], ask(asked)).code, "MAPPED_COLUMN_TWICE");
});

Deno.test("columns: a lone full name is split into two more columns", () => {
  const columns = columnsOf(["Name", "Email", "Note", ""]);
  assert.deepEqual(columns.slice(0, 3).map(({ name, field }) => [name, field]), [
    ["full_name", "full_name"],
    ["email", "email"],
    ["Note", null],
  ]);
  assert.deepEqual(columns.slice(3), [
    { header: "", name: "first_name", field: "first_name", how: "split", from: "full_name" },
    { header: "", name: "last_name", field: "last_name", how: "split", from: "full_name" },
  ]);
});

Deno.test("columns: beside half a name, a full name is an extra, or the other half", () => {
  const of = (...headers: string[]) => mapped(["email", ...headers]).slice(1);
  assert.deepEqual(of("Full name", "First name", "Last name").map((c) => c[1]), [
    null,
    "first_name",
    "last_name",
  ]);
  assert.deepEqual(of("Full name", "First name").map((c) => c[1]), [null, "first_name"]);
  assert.deepEqual(of("Name", "Vorname").map((c) => c[1]), ["last_name", "first_name"]);
  assert.deepEqual(of("Nombre", "Apellidos").map((c) => c[1]), ["first_name", "last_name"]);
  assert.deepEqual(of("Contact name", "Name").map((c) => c[1]), [
    null,
    "full_name",
    "first_name",
    "last_name",
  ]);
});

Deno.test("columns: a requested full name is split, whatever else there is", () => {
  const headers = ["email", "First name", "Last name", "Person"];
  const fields = (wish: ColumnWish) => columnsOf(headers, wish).map((c) => c.field);
  const split = ["full_name", "first_name", "last_name"];
  assert.deepEqual(fields(ask({ full_name: "Person" })), ["email", null, null, ...split]);
  const remembered = { full_name: 3 };
  assert.deepEqual(fields({ asked: null, remembered }), ["email", null, null, ...split]);
  assert.deepEqual(fields({ asked: { last_name: "Last name" }, remembered }), [
    ...["email", "first_name", "last_name", null],
  ]);
  assert.deepEqual(fields(ask({ full_name: "Person", first_name: "First name" })), [
    ...["email", "first_name", null, "full_name", "last_name"],
  ]);
  assert.deepEqual(fields(ask({ full_name: "Person", first_name: null })), [
    ...["email", null, null, "full_name", "last_name"],
  ]);
  const all = { full_name: "Person", first_name: "First name", last_name: "Last name" };
  assert.deepEqual(fields(ask(all)), ["email", "first_name", "last_name", null]);
});

Deno.test("columns: halves mapped to no column are not split off", () => {
  const none = ask({ first_name: null, last_name: null });
  assert.deepEqual(mapped(["email", "Name"], none), [["email", "email"], ["Name", null]]);
});

Deno.test("columns: repeated, empty and clashing headers get names of their own", () => {
  assert.deepEqual(mapped(["email", "email", "Tag", "Tag", "", " ", "Tag (2)", "column_5", "x"]), [
    ["email", "email"],
    ["email (2)", "other_email"],
    ["Tag", null],
    ["Tag (3)", null],
    ["column_5 (2)", null],
    ["column_6", null],
    ["Tag (2)", null],
    ["column_5", null],
    ["x", null],
  ]);
});

Deno.test("columns: an extra column never takes the name of a field", () => {
  const wish = ask({ email: "Work", phone: "Mobile" });
  assert.deepEqual(mapped(["email", "Work", "phone", "Mobile", "full_name", "last_name"], wish), [
    ["email (2)", "other_email"],
    ["email", "email"],
    ["phone (2)", null],
    ["phone", "phone"],
    ["full_name (2)", null],
    ["last_name", "last_name"],
  ]);
});

Deno.test("columns: empty headers at the end, as spreadsheets write them, are no columns", () => {
  assert.deepEqual(mapped(["email", "", "phone", "", " ", "\ufeff"]).map((c) => c[0]), [
    ...["email", "column_2", "phone"],
  ]);
});

const OBJECTS_KNOW = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf"];

Deno.test("columns: names that objects know are names like others", () => {
  const headers = [...OBJECTS_KNOW, "email"];
  assert.deepEqual(mapped(headers).map(([name]) => name), headers);
  assert.deepEqual(mapped(headers, ask({ email: "__proto__" }))[0], ["email", "email"]);
  const asked = JSON.parse('{"__proto__":"email","constructor":"email"}');
  assert.deepEqual(mapped(headers, ask(asked)), mapped(headers));
});

Deno.test("columns: a file without addresses names what it has and what would do", () => {
  const { code, message } = refused(["Name", "Ort"]);
  assert.equal(code, "NO_EMAIL_COLUMN");
  assert.match(message, /The file has: "Name", "Ort"\..*"email".*would have matched/);
  assert.match(refused(["email"], ask({ email: null })).message, /mapping says that none/);
});

Deno.test("columns: a file without a header row is distinguished from one without addresses", () => {
  const { code, message } = refused(["Ann", "Lee", " Ann@Example.org "]);
  assert.equal(code, "NO_EMAIL_COLUMN");
  assert.match(message, /seems to have no header row/);
  assert.match(refused([]).message, /no name for any column/);
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
  const columns = columnsOf(["email", "column_3"]);
  const surplus = { header: "", name: "column_3 (2)", field: null };
  assert.deepEqual(surplusColumn(columns, 2), surplus);
});

Deno.test("columns: headers have one key as long as they are read the same", () => {
  const key = headersKey(["E-Mail", "Name"]);
  assert.equal(headersKey(["\ufeffE-Mail ", "Name", "", " "]), key);
  for (
    const others of [["Name", "E-Mail"], ["E-Mail,Name"], ["E-Mail", "Name", "x"], ["", "E-Mail"]]
  ) {
    assert.notEqual(headersKey(others), key);
  }
});
