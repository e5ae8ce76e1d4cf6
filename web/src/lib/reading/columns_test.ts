import assert from "node:assert/strict";
import {
  ask,
  choose,
  columnKey,
  doubtful,
  fileColumns,
  mappingOf,
  type PreviewColumn,
  sureness,
} from "./columns.ts";

const column = (header: string, rest: Partial<PreviewColumn> = {}): PreviewColumn => ({
  header,
  field: null,
  samples: [],
  ...rest,
});

const FIELDS = ["email", "first_name", "last_name", "full_name"];

Deno.test("a field moves from the column that had it to the one it is given to", () => {
  assert.deepEqual(choose(["email", null, "phone"], 1, "email"), [null, "email", "phone"]);
  assert.deepEqual(choose(["email", null, "phone"], 0, null), [null, null, "phone"]);
});

Deno.test("only what a person changed is asked for; the rest is found out as before", () => {
  const columns = [column("Mail"), column("Vorname"), column("Ort")];
  const chosen = [null, "first_name", null];
  const first = ask({}, columns, chosen, { index: 0, field: "email" });
  assert.deepEqual(first, { email: "Mail" });
  const second = ask(first, columns, ["email", "first_name", null], { index: 1, field: null });
  assert.deepEqual(second, { email: "Mail", first_name: null });
  const third = ask(second, columns, ["email", null, null], { index: 2, field: "first_name" });
  assert.deepEqual(third, { email: "Mail", first_name: "Ort" });
});

Deno.test("a column that was taken for a last name can be the full one, and is split", () => {
  const columns = [column("Mail"), column("Name")];
  const change = { index: 1, field: "full_name" };
  assert.deepEqual(ask({}, columns, ["email", "last_name"], change), { full_name: "Name" });
});

Deno.test("a mapping as a whole speaks of every field", () => {
  const columns = [column("Mail"), column("Vorname"), column("Ort")];
  assert.deepEqual(mappingOf(columns, ["email", "first_name", null], FIELDS), {
    email: "Mail",
    first_name: "Vorname",
    last_name: null,
    full_name: null,
  });
});

Deno.test("columns of one header, and of none, are told apart by their names", () => {
  const columns = [
    column("Mail", { field: "email", name: "email" }),
    column("Mail", { name: "Mail (2)" }),
    column("", { name: "column_3" }),
    column("Mail", { field: "phone", name: "phone" }),
    column("Mail", { name: "Second address" }),
  ];
  assert.deepEqual(columns.map((_, index) => columnKey(columns, index)), [
    "Mail",
    "Mail (2)",
    "column_3",
    "Mail (3)",
    "Mail (4)",
  ]);
});

Deno.test("the label of a repeated header is never another column's header", () => {
  const columns = [column("Mail"), column("Mail"), column("Mail (2)")];
  assert.deepEqual(columns.map((_, index) => columnKey(columns, index)), [
    "Mail",
    "Mail (3)",
    "Mail (2)",
  ]);
});

Deno.test("a full name leaves first and last name to be split from it", () => {
  const columns = [column("Mail"), column("Name")];
  assert.deepEqual(mappingOf(columns, ["email", "full_name"], FIELDS), {
    email: "Mail",
    full_name: "Name",
  });
});

Deno.test("how a column was found is told in a word; what is kept as an extra has none", () => {
  const word = (rest: Partial<PreviewColumn>) => sureness(column("x", rest))?.word;
  assert.equal(word({}), undefined);
  assert.equal(word({ field: "email" }), "recognised");
  assert.equal(word({ field: "email", how: "name", confidence: 1 }), "recognised");
  assert.equal(word({ field: "email", how: "similar", confidence: 0.9 }), "likely");
  assert.equal(word({ field: "email", how: "similar", confidence: 0.6 }), "guess");
  assert.equal(word({ field: "email", how: "similar" }), "guess");
  assert.equal(word({ field: "email", how: "remembered", confidence: 0.1 }), "as last time");
  assert.equal(word({ field: "email", how: "asked" }), "your choice");
  assert.equal(word({ field: "email", how: "values", confidence: 1 }), "guess");
});

Deno.test("columns made by splitting are not shown, doubtful ones are counted", () => {
  const columns = [
    column("Name", { field: "full_name", how: "similar", confidence: 0.7 }),
    column("", { field: "first_name", how: "split" }),
    column("Mail", { field: "email", how: "name", confidence: 1 }),
  ];
  assert.deepEqual(fileColumns({ columns }).map(({ header }) => header), ["Name", "Mail"]);
  assert.deepEqual(doubtful(fileColumns({ columns })).map(({ header }) => header), ["Name"]);
});
