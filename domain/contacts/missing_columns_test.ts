import assert from "node:assert/strict";
import { byKey, entriesOf, type FileColumn, laidOver } from "@rollcall/contracts";
import { mapColumns } from "./columns.ts";
import { fieldsWithoutColumn, findColumn, layColumns, nameFieldOf } from "./missing_columns.ts";

const missing = (...headers: string[]) => {
  const mapped = mapColumns(headers, { asked: null, remembered: null });
  return mapped.outcome === "mapped" && fieldsWithoutColumn(mapped.columns);
};

Deno.test("missing columns: a name that no column serves, and none that a full name serves", () => {
  assert.deepEqual(missing("email", "first name", "last name"), []);
  assert.deepEqual(missing("email", "first name", "Tribe"), ["last_name"]);
  assert.deepEqual(missing("email", "Tribe"), ["first_name", "last_name"]);
  assert.deepEqual(missing("email", "full name"), []);
});

Deno.test("missing columns: only names are asked of a file", () => {
  assert.equal(nameFieldOf("MISSING_FIRST_NAME"), "first_name");
  assert.equal(nameFieldOf("MISSING_LAST_NAME"), "last_name");
  assert.equal(nameFieldOf("MISSING_EMAIL"), undefined);
});

Deno.test("missing columns: a column that was named is the field, and stays what it was", () => {
  const row = byKey({ email: "a@x.org", Tribe: " Lee" });
  const chosen = [{ field: "last_name", key: "Tribe" }] as const;
  assert.deepEqual(layColumns(row, chosen), laidOver(row, byKey({ last_name: " Lee" })));
  const short = layColumns(byKey({ email: "a@x.org" }), chosen);
  assert.deepEqual(short, byKey({ email: "a@x.org", last_name: "" }));
  assert.equal(layColumns(row, []), row);
});

Deno.test("missing columns: a column named like a part of every object is one like others", () => {
  const row = byKey([["__proto__", "Lee"], ["email", "a@x.org"]]);
  const laid = layColumns(row, [{ field: "last_name", key: "__proto__" }]);
  assert.deepEqual(entriesOf(laid), [...entriesOf(row), ["last_name", "Lee"]]);
  const inherited = layColumns(byKey({}), [{ field: "last_name", key: "constructor" }]);
  assert.deepEqual(inherited, byKey({ last_name: "" }));
});

Deno.test("missing columns: a column is found by its name, then by its header", () => {
  const columns: FileColumn[] = [
    { header: "Tag", name: "Tag", field: null },
    { header: "Tag", name: "Tag (2)", field: null },
    { header: "", name: "column_3", field: null },
    { header: "E-Mail", name: "E-Mail", field: "email" },
    { header: "", name: "first_name", field: "first_name", how: "split", from: "Name" },
  ];
  const asked = ["Tag", "Tag (2)", "column_3", "E-Mail", "first_name", "", "tag"];
  assert.deepEqual(asked.map((text) => findColumn(columns, text)), [0, 1, 2, 3, -1, -1, -1]);
});
