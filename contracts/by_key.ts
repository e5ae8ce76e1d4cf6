/**
 * Records keyed by user-supplied text: a row's values are keyed by field name or, for unknown
 * columns, by header, and a header may be `constructor` or `__proto__`. At run time it is whatever
 * `JSON.parse` returns, so it round-trips as JSON; for the compiler it is opaque, so that keys are
 * only read and written by the functions below. Object spread is safe: it defines properties.
 * `Object.assign` and `record[key] = value` are not: in browsers and Node they lose `__proto__`.
 * Deno has no such accessor, so tests in Deno alone would not notice.
 */

declare const keyed: unique symbol;

/** Values by user-supplied keys; not assignable from or to a plain record. */
export interface ByKey<out Value> {
  readonly [keyed]: Value;
}

/** A row's values. */
export type RowValues = ByKey<string>;

type Entries<Value> = Iterable<readonly [key: string, value: Value]>;
type Plain<Value> = Readonly<Record<string, Value>>;

/**
 * From entries, where a later one replaces an earlier one with the same key, or from a record's own
 * keys.
 *
 * ```ts
 * const values = byKey([["email", "ann@example.com"], ["__proto__", "kept"]]);
 * assert.equal(at(values, "__proto__"), "kept");
 * ```
 */
export function byKey<Value>(entries: Entries<Value>): ByKey<Value>;
export function byKey<Value>(record: Plain<Value>): ByKey<Value>;
export function byKey<Value>(from: Entries<Value> | Plain<Value>): ByKey<Value> {
  const entries = isEntries(from) ? from : Object.entries(from);
  return Object.fromEntries(entries) as unknown as ByKey<Value>;
}

/**
 * The value of a key; undefined if there is none, whatever objects inherit.
 *
 * ```ts
 * const values = byKey({ email: "ann@example.com" });
 * assert.equal(at(values, "email"), "ann@example.com");
 * assert.equal(at(values, "constructor"), undefined);
 * ```
 */
export function at<Value>(record: ByKey<Value>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? plain(record)[key] : undefined;
}

/**
 * A row's value for a key; empty if it has none.
 *
 * ```ts
 * assert.equal(valueAt(byKey({ phone: "+1" }), "phone"), "+1");
 * assert.equal(valueAt(byKey({}), "phone"), "");
 * ```
 */
export function valueAt(values: RowValues, key: string): string {
  return at(values, key) ?? "";
}

/**
 * Whether the key has a value.
 *
 * ```ts
 * assert.equal(hasKey(byKey({ phone: "" }), "phone"), true);
 * assert.equal(hasKey(byKey({}), "toString"), false);
 * ```
 */
export function hasKey(record: ByKey<unknown>, key: string): boolean {
  return Object.hasOwn(record, key);
}

/**
 * The keys in insertion order; integer keys come first.
 *
 * ```ts
 * assert.deepEqual(keysOf(byKey({ email: "a", 1: "b" })), ["1", "email"]);
 * ```
 */
export function keysOf(record: ByKey<unknown>): string[] {
  return Object.keys(record);
}

/**
 * The values, in the order of the keys.
 *
 * ```ts
 * assert.deepEqual(valuesOf(byKey({ email: "a", phone: "b" })), ["a", "b"]);
 * ```
 */
export function valuesOf<Value>(record: ByKey<Value>): Value[] {
  return Object.values(plain(record));
}

/**
 * Keys and values, in the order of the keys.
 *
 * ```ts
 * assert.deepEqual(entriesOf(byKey({ email: "a" })), [["email", "a"]]);
 * ```
 */
export function entriesOf<Value>(record: ByKey<Value>): [key: string, value: Value][] {
  return Object.entries(plain(record));
}

/**
 * Merges records; later ones override earlier ones.
 *
 * ```ts
 * const now = laidOver(byKey({ email: "a", phone: "b" }), byKey({ phone: "c" }));
 * assert.deepEqual(entriesOf(now), [["email", "a"], ["phone", "c"]]);
 * ```
 */
export function laidOver<Value>(base: ByKey<Value>, ...over: ByKey<Value>[]): ByKey<Value> {
  return byKey([base, ...over].flatMap(entriesOf));
}

const plain = <Value>(record: ByKey<Value>) => record as unknown as Plain<Value>;

function isEntries<Value>(from: Entries<Value> | Plain<Value>): from is Entries<Value> {
  return Symbol.iterator in from;
}
