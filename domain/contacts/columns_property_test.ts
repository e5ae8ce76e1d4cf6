import assert from "node:assert/strict";
import fc from "fast-check";
import { columnsToRemember, mappingOf } from "./applied_mapping.ts";
import { readHeaders } from "./column_names.ts";
import { type ColumnWish, mapColumns } from "./columns.ts";
import { contactFields, mappingFields } from "@rollcall/contracts/fields";
import { halfNames, headerNames } from "./headers.ts";

const NOBODY: ColumnWish = { asked: null, remembered: null };
const OBJECTS_KNOW = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf"];

const known = [...mappingFields.flatMap((f) => headerNames[f].slice(0, 4)), ...halfNames.last_name];
const anyChar = fc.nat(0xffff).map((code) => String.fromCharCode(code));
const header = fc.oneof(
  fc.constantFrom(
    ...known,
    ...contactFields,
    ...OBJECTS_KNOW,
    "",
    " ",
    "Tag",
    "column_2",
    "Tag (2)",
  ),
  fc.string({ unit: "grapheme", maxLength: 8 }),
  fc.string({ unit: anyChar, maxLength: 8 }),
);
const anyHeaders = fc.array(header, { maxLength: 12 });

Deno.test("columns: any headers are mapped or refused, the same way each time", () => {
  fc.assert(fc.property(anyHeaders, (headers) => {
    const outcome = mapColumns(headers, NOBODY);
    assert.deepEqual(mapColumns([...headers], NOBODY), outcome);
    if (outcome.outcome === "refused") return assert.equal(outcome.code, "NO_EMAIL_COLUMN");
    const { columns } = outcome;
    const names = columns.map((column) => column.name);
    assert.equal(new Set(names).size, names.length, "names are distinct");
    const fields = columns.flatMap(({ field }) => field ?? []);
    assert.equal(new Set(fields).size, fields.length, "a field is one column");
    for (const { name, field } of columns) {
      assert.ok(name);
      if (field) assert.equal(name, field);
      else assert.ok(![...contactFields, "full_name"].includes(name), name);
    }
    const own = columns.filter(({ how }) => how !== "split");
    assert.equal(own.length, readHeaders(headers).length, "all are kept");
    assert.ok(columns.slice(own.length).every(({ how }) => how === "split"), "halves are behind");
  }));
});

const anyWish = fc.record({
  asked: fc.option(fc.dictionary(
    fc.constantFrom("email", ...mappingFields),
    fc.option(fc.nat(11)),
    { maxKeys: 4 },
  )),
  remembered: fc.option(fc.dictionary(
    fc.constantFrom(...mappingFields),
    fc.option(fc.integer({ min: -1, max: 13 })),
  )),
});

Deno.test("columns: what was asked for is what is done; the rest is kept", () => {
  fc.assert(fc.property(anyHeaders, anyWish, (headers, { asked: places, remembered }) => {
    const all = ["email", ...headers, "end"];
    const labels = readHeaders(all);
    const asked: Record<string, string | null> = Object.create(null);
    for (const [field, place] of Object.entries(places ?? {})) {
      const text = place === null ? null : labels[place % labels.length]!;
      // Only headers that are there once, and each for one field.
      const usable = text === null || text !== "" &&
          labels.filter((label) => label === text).length === 1 &&
          !Object.values(asked).includes(text);
      if (usable) asked[field] = text;
    }
    const outcome = mapColumns(all, { asked, remembered });
    if (outcome.outcome === "refused") return assert.equal(outcome.code, "NO_EMAIL_COLUMN");
    const { columns } = outcome;
    assert.deepEqual(columns.slice(0, all.length).map((c) => c.header), labels, "all are kept");
    const beside = [asked.first_name, asked.last_name].every((name) => typeof name === "string");
    for (const [field, text] of Object.entries(asked)) {
      const column = columns.find((c) => (c.field === field || c.role === field));
      if (text === null) assert.equal(column, undefined, `${field} is none`);
      else if (field !== "full_name" || !beside) {
        assert.deepEqual([column?.header, column?.how], [text, "asked"]);
      }
    }
  }));
});

Deno.test("columns: asking for the applied mapping, or remembering it, changes nothing", () => {
  fc.assert(fc.property(anyHeaders, anyWish, (headers, { remembered }) => {
    const all = [...headers, "email"];
    const outcome = mapColumns(all, { asked: null, remembered });
    if (outcome.outcome === "refused") return;
    const shape = (wish: ColumnWish) => {
      const again = mapColumns(all, wish);
      assert.ok(again.outcome === "mapped");
      return again.columns.map(({ name, field, role, from }) => [name, field, role, from]);
    };
    const before = shape({ asked: null, remembered });
    const places = columnsToRemember(outcome.columns);
    assert.deepEqual(shape({ asked: null, remembered: places }), before);
    const none = Object.entries(places).filter(([, place]) => place === null);
    const asked = Object.fromEntries(none) as Record<string, null>;
    const whole = { ...asked, ...mappingOf(outcome.columns) };
    assert.deepEqual(shape({ asked: whole, remembered: null }), before);
  }));
});
