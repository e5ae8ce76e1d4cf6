import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { byKeySchema } from "./by_key_schema.ts";
import {
  at,
  byKey,
  entriesOf,
  hasKey,
  keysOf,
  laidOver,
  type RowValues,
  valueAt,
  valuesOf,
} from "./by_key.ts";

// Deno took this accessor away; a browser and Lambda's Node have it.
Object.defineProperty(Object.prototype, "__proto__", {
  configurable: true,
  get() {
    return Object.getPrototypeOf(this);
  },
  set(prototype) {
    if (typeof prototype === "object") Object.setPrototypeOf(this, prototype);
  },
});

/** Headers that every object knows already. */
const OBJECTS_KNOW = Object.getOwnPropertyNames(Object.prototype);
const anyKey = fc.oneof(fc.constantFrom(...OBJECTS_KNOW), fc.string());
const anyEntries = fc.uniqueArray(fc.tuple(anyKey, fc.string()), { selector: ([key]) => key });

Deno.test("by key: a record has the values that were set, and no others", () => {
  fc.assert(fc.property(anyEntries, anyKey, (entries, key) => {
    const expected = new Map(entries);
    const record = byKey(entries);
    assert.equal(at(record, key), expected.get(key));
    assert.equal(valueAt(record, key), expected.get(key) ?? "");
    assert.equal(hasKey(record, key), expected.has(key));
    assert.deepEqual(new Map(entriesOf(record)), expected);
    assert.deepEqual(new Set(keysOf(record)), new Set(expected.keys()));
    assert.deepEqual(valuesOf(record), entriesOf(record).map(([, value]) => value));
  }));
});

Deno.test("by key: it round-trips through JSON and its schema", () => {
  const schema = z.object({ data: byKeySchema(z.string()).optional().describe("of a row") });
  fc.assert(fc.property(anyEntries, (entries) => {
    const data = byKey(entries);
    const back: { data: RowValues } = JSON.parse(JSON.stringify({ data }));
    assert.deepEqual(entriesOf(back.data), entriesOf(data));
    const parsed = schema.parse(back).data!;
    assert.deepEqual(new Map(entriesOf(parsed)), new Map(entries));
  }));
});

Deno.test("by key: a record laid over another replaces what it has, and only that", () => {
  fc.assert(fc.property(anyEntries, anyEntries, anyEntries, (base, first, second) => {
    const laid = laidOver(byKey(base), byKey(first), byKey(second));
    const expected = new Map([...base, ...first, ...second]);
    assert.deepEqual(new Map(entriesOf(laid)), expected);
    assert.equal(Object.getPrototypeOf(laid), Object.prototype);
  }));
});

Deno.test("by key: the schema refuses what zod's record refuses, at the same path", () => {
  const ours = byKeySchema(z.string().max(3, "too long"));
  const zods = z.record(z.string(), z.string().max(3, "too long"));
  for (const input of [[], "text", null, 7, { name: "four" }, { name: 5 }]) {
    assert.deepEqual(ours.safeParse(input).error?.issues, zods.safeParse(input).error?.issues);
  }
  const proto = ours.safeParse(JSON.parse('{"__proto__": "four"}'));
  assert.deepEqual(proto.error?.issues.map(({ path }) => path), [["__proto__"]]);
});

Deno.test("by key: the schema of JSON is that of zod's record", () => {
  const shapes = [byKeySchema(z.int()), z.record(z.string(), z.int())];
  const [ours, zods] = shapes.map((shape) => z.toJSONSchema(shape.describe("rows by key")));
  assert.deepEqual(ours, zods);
});

Deno.test("by key: the compiler refuses to look past the functions", () => {
  const record: RowValues = byKey({ email: "ann@example.com" });
  const header: string = "constructor";
  const plain: Record<string, string> = { email: "ann@example.com" };
  // @ts-expect-error: a key that every object inherits would be found
  assert.equal(typeof record[header], "function");
  // @ts-expect-error: what was written by assignment may lack a key
  const wrong: RowValues = plain;
  // @ts-expect-error: as a plain record it could be indexed
  const looser: Record<string, string> = wrong;
  assert.equal(looser.email, "ann@example.com");
});
