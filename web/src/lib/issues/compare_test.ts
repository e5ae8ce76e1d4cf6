import assert from "node:assert/strict";
import { byKey } from "@rollcall/contracts/by-key";
import { compare, differenceOf } from "./compare.ts";

const candidate = (row_number: number, data: Record<string, string>) => ({
  raw_row_id: row_number,
  row_number,
  data: byKey(data),
});

Deno.test("values differ really, only in their writing, or not at all", () => {
  assert.equal(differenceOf(["Ada", "Grace"]), "real");
  assert.equal(differenceOf(["Ada", ""]), "real");
  assert.equal(differenceOf(["Ada Lovelace", "ADA  lovelace"]), "writing");
  assert.equal(differenceOf(["-5", "5"]), "real");
  assert.equal(differenceOf(["1.5", "15"]), "real");
  assert.equal(differenceOf(["Ada", "Ada"]), "none");
  assert.equal(differenceOf(["Ada"]), "none");
});

Deno.test("known fields come first, the file's own columns after, empty fields not at all", () => {
  const fields = compare([
    candidate(2, { Source: "fair", last_name: "Lovelace", email: "a@b.c", phone: "" }),
    candidate(9, { Source: "web", last_name: "Lovelace", email: "a@b.c ", phone: "" }),
  ]);
  assert.deepEqual(fields, [
    { field: "email", values: ["a@b.c", "a@b.c"], difference: "none" },
    { field: "last_name", values: ["Lovelace", "Lovelace"], difference: "none" },
    { field: "Source", values: ["fair", "web"], difference: "real" },
  ]);
});

Deno.test("a single row shows its empty fields, for one of them is the issue", () => {
  const fields = compare([candidate(2, { email: "", first_name: "Ada" })]);
  assert.deepEqual(fields.map(({ field }) => field), ["email", "first_name"]);
});

Deno.test("a column that is missing in one row differs from one that holds something", () => {
  const [city] = compare([candidate(2, { City: "Lima" }), candidate(3, {})]);
  assert.deepEqual(city, { field: "City", values: ["Lima", ""], difference: "real" });
});

Deno.test("a column called like a part of every object is empty where a row has none", () => {
  const row = new Map([["constructor", "Acme"]]);
  const found = compare([candidate(2, Object.fromEntries(row)), candidate(3, {})]);
  assert.deepEqual(found, [{ field: "constructor", values: ["Acme", ""], difference: "real" }]);
});
