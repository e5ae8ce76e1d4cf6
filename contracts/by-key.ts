/**
 * What is keyed by people's words: a row's values stand under a field's name or, where nobody knows
 * the column, under its header, and a header may be `constructor` or `__proto__`. At run time it is
 * what `JSON.parse` makes of it, so it goes to JSON and back as it is; for the compiler it is opaque,
 * so that nothing looks a key up, or writes one, past the functions below. Object spread is safe:
 * it defines properties. `Object.assign` and `record[key] = value` are not: in a browser and in Node
 * they lose `__proto__`. Deno has no such accessor, so that its tests alone would not tell.
 */

declare const keyed: unique symbol;

/** Values by people's keys; a plain record is not one, nor the other way round. */
export interface ByKey<out Value> {
  readonly [keyed]: Value;
}

/** A row's values. */
export type RowValues = ByKey<string>;

type Entries<Value> = Iterable<readonly [key: string, value: Value]>;
type Plain<Value> = Readonly<Record<string, Value>>;

/** Of entries, a later one in the place of an earlier one of its key; or of a record's own keys. */
export function byKey<Value>(from: Entries<Value> | Plain<Value>): ByKey<Value> {
  const entries = isEntries(from) ? from : Object.entries(from);
  return Object.fromEntries(entries) as unknown as ByKey<Value>;
}

/** What stands under a key; undefined where nothing does, whatever every object inherits. */
export function at<Value>(record: ByKey<Value>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? plain(record)[key] : undefined;
}

/** A row's value under a key; empty where it has none. */
export function valueAt(values: RowValues, key: string): string {
  return at(values, key) ?? "";
}

/** Whether something stands under a key. */
export function hasKey(record: ByKey<unknown>, key: string): boolean {
  return Object.hasOwn(record, key);
}

/** The keys, in the order in which they came; those that are whole numbers first. */
export function keysOf(record: ByKey<unknown>): string[] {
  return Object.keys(record);
}

/** What stands under the keys, in their order. */
export function valuesOf<Value>(record: ByKey<Value>): Value[] {
  return Object.values(plain(record));
}

/** Keys with what stands under them, in their order. */
export function entriesOf<Value>(record: ByKey<Value>): [key: string, value: Value][] {
  return Object.entries(plain(record));
}

/** A record with others laid over it, the later over the earlier. */
export function laidOver<Value>(base: ByKey<Value>, ...over: ByKey<Value>[]): ByKey<Value> {
  return byKey([base, ...over].flatMap(entriesOf));
}

const plain = <Value>(record: ByKey<Value>) => record as unknown as Plain<Value>;

function isEntries<Value>(from: Entries<Value> | Plain<Value>): from is Entries<Value> {
  return Symbol.iterator in from;
}
