/**
 * JSON as a table: an array of objects, wherever in the document it is, or an object on each line.
 * What lies within an object is found under a path of keys.
 */
import { FIRST_FIELDS } from "@rollcall/contacts";
import { ObjectRows, type ObjectTable } from "./object_rows.ts";
import { UnreadableFile } from "./unreadable_file.ts";
import type { WorkBudget } from "./work_budget.ts";

/** How deep objects are looked into, and how many of a list within one get columns of their own. */
const MAX_DEPTH = 4, MAX_ITEMS = 5;

/** Before the list, as phpMyAdmin writes them. */
const COMMENTS = /^\ufeff?(?:\s+|\/\*[\s\S]*?\*\/|\/\/[^\r\n]*)*/;

/** Whether a text begins as JSON does that holds objects, or rows of values. */
export function seemsJson(text: string): boolean {
  return /^(?:\[\s*(?:[{\]]|\[\s*")|\{\s*["}])/.test(text.replace(COMMENTS, ""));
}

/** @throws UnreadableFile where it is no JSON, or holds no objects */
export function jsonTable(text: string, budget: WorkBudget): ObjectTable {
  const rows = new ObjectRows(budget);
  // The lines of comments count.
  const bare = text.replace(COMMENTS, (comments) => comments.replace(/[^\r\n]/g, " "));
  for (const one of objectsOf(bare)) rows.add(flat(ownContact(one)));
  return rows.table();
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function objectsOf(text: string): JsonObject[] {
  const whole = parsed(text);
  if ("value" in whole) {
    const list = listIn(whole.value, 0);
    if (list) return list;
    // One object is a list of one, unless it only holds others.
    if (isObject(whole.value)) return [whole.value];
    throw noObjects();
  }
  return linesOf(text, whole.fault);
}

/** The longest list of objects, in breadth first. */
function listIn(value: Json, depth: number): JsonObject[] | undefined {
  if (Array.isArray(value)) {
    const objects = value.filter(isObject);
    if (!objects.length || objects.length * 2 < value.length) return rowsOf(value, undefined);
    // Of the parts of an export, one has the people.
    const isParts = depth < MAX_DEPTH &&
      objects.filter((one) => hasAddress(one)).length * 2 < objects.length;
    const inner = isParts ? longest(objects.map((one) => listIn(one, depth + 1))) : undefined;
    return inner?.some((one) => hasAddress(one)) ? inner : objects;
  }
  if (!isObject(value) || depth >= MAX_DEPTH) return undefined;
  // A person who has two addresses is no list of two.
  if (Object.values(value).some((one) => typeof one === "string" && one.includes("@"))) {
    return undefined;
  }
  const within = Object.values(value).filter((one) => typeof one === "object");
  const names = NAMES_OF_COLUMNS.map((name) => value[name]).find(Array.isArray);
  return longest([
    ...within.map((one) => listIn(one, depth + 1)),
    ...within.map((one) => names && one !== names ? rowsOf(one, names) : undefined),
  ]) ?? byKeys(value);
}

/** Under which documents name the columns of their rows. */
const NAMES_OF_COLUMNS = [
  "columns",
  "fields",
  "headers",
  "header",
  "cols",
  "keys",
  "names",
] as const;

/** Of those that have addresses, if one does. */
function longest(lists: (JsonObject[] | undefined)[]): JsonObject[] | undefined {
  const all = lists.filter((list) => list !== undefined).toSorted((a, b) => b.length - a.length);
  return all.length > 1
    ? all.find((list) => list.some((one) => hasAddress(one))) ?? all[0]
    : all[0];
}

/** Whether an address is in it, as deep as people have theirs. */
function hasAddress(value: Json, depth = 0): boolean {
  if (typeof value === "string") return value.includes("@");
  if (typeof value !== "object" || value === null || depth > MAX_DEPTH) return false;
  return Object.values(value).some((one) => hasAddress(one, depth + 1));
}

/** Objects that lie under keys of their own, as ids are, and have the same keys within. */
function byKeys(value: JsonObject): JsonObject[] | undefined {
  const [first, ...others] = Object.values(value);
  if (!isObject(first) || !others.length) return undefined;
  const own = Object.keys(first);
  const isLike = (one: Json) =>
    isObject(one) && own.filter((key) => Object.hasOwn(one, key)).length * 2 >= own.length;
  if (!others.every(isLike) || !hasAddress(value)) return undefined;
  return Object.entries(value).map(([key, one]) => ({ key, ...one as JsonObject }));
}

/** Rows of values under one of names, which is the first where nothing else names them. */
function rowsOf(value: Json, names: Json[] | undefined): JsonObject[] | undefined {
  if (!Array.isArray(value) || !value.every((one) => Array.isArray(one))) return undefined;
  const [header, ...below] = names ? [names, ...value] : value;
  if (!header || !below.length || below.some((row) => row.some(isObject))) return undefined;
  const keys = uniqueNames(header);
  if (keys.some((key) => key.includes("@"))) return undefined;
  return below.map((row) =>
    Object.fromEntries(row.map((one, at) => [keys[at] ?? `column_${at + 1}`, one]))
  );
}

/** The names of columns, each once. */
function uniqueNames(header: Json[]): string[] {
  const used = new Set<string>();
  return header.map((column, at) => {
    const name = nameOf(column).trim() || `column_${at + 1}`;
    const key = used.has(name) ? `${name} ${at + 1}` : name;
    used.add(key);
    return key;
  });
}

/** Of a column, which may be described. */
function nameOf(column: Json): string {
  if (!isObject(column)) return column === null || Array.isArray(column) ? "" : String(column);
  const name = column.name ?? column.label ?? column.title ?? column.field ?? column.key ??
    column.id;
  return typeof name === "string" ? name : "";
}

/** An object on each line; if the first is not one, the document's own fault is reported. */
function linesOf(text: string, fault: UnreadableFile): JsonObject[] {
  const objects: JsonObject[] = [];
  for (const [at, line] of text.split(/\r\n|\n|\r/).entries()) {
    if (!line.trim()) continue;
    const one = parsed(line);
    if (!("value" in one) || !isObject(one.value)) {
      if (!objects.length) throw fault;
      throw new UnreadableFile(
        "NOT_JSON",
        `Line ${
          at + 1
        } of the file is not a JSON object. Export the list again, as JSON or as CSV, ` +
          `and upload that.`,
      );
    }
    objects.push(one.value);
  }
  return objects;
}

function parsed(text: string): { value: Json } | { fault: UnreadableFile } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    const at = /position (\d+)/.exec(String(error))?.[1];
    const line = at === undefined ? "" : ` at line ${text.slice(0, Number(at)).split("\n").length}`;
    const message = `The file begins like JSON, but is broken${line}. Export the list again, as ` +
      `JSON or as CSV, and upload that.`;
    return { fault: new UnreadableFile("NOT_JSON", message) };
  }
}

/** A contact of our own download: its extras beside its fields, without what we number it by. */
function ownContact(one: JsonObject): JsonObject {
  const { id, raw_row_id, extra, ...fields } = one;
  const isOwn = typeof id === "number" && typeof raw_row_id === "number" && isObject(extra) &&
    FIRST_FIELDS.every((field) => Object.hasOwn(fields, field));
  return isOwn ? { ...fields, ...extra } : one;
}

function* flat(value: JsonObject): Generator<[string, string]> {
  for (const [key, one] of Object.entries(value)) yield* under(key, one, 1);
}

function* under(path: string, value: Json, depth: number): Generator<[string, string]> {
  if (value === null || typeof value !== "object") {
    yield [path, textOf(value)];
  } else if (depth >= MAX_DEPTH) {
    yield [path, JSON.stringify(value)];
  } else if (!Array.isArray(value)) {
    for (const [key, one] of Object.entries(value)) yield* under(`${path}.${key}`, one, depth + 1);
  } else if (value.some((one) => typeof one === "object" && one !== null)) {
    const items = value.toSorted((a, b) => Number(isPrimary(b)) - Number(isPrimary(a)));
    for (const [at, one] of items.slice(0, MAX_ITEMS).entries()) {
      yield* under(at ? `${path}.${at + 1}` : path, one, depth + 1);
    }
    const rest = items.slice(MAX_ITEMS);
    if (rest.length) yield [`${path}.more`, JSON.stringify(rest)];
  } else {
    yield [
      path,
      (value as (null | boolean | number | string)[]).map(textOf).filter(Boolean).join("; "),
    ];
  }
}

/** Of several addresses or numbers, the one that the person is reached by. */
function isPrimary(value: Json): boolean {
  if (!isObject(value)) return false;
  const { primary, is_primary, isPrimary: camel, preferred, metadata } = value;
  return [primary, is_primary, camel, preferred].includes(true) ||
    isObject(metadata) && metadata.primary === true;
}

const textOf = (value: null | boolean | number | string) => value === null ? "" : String(value);

const noObjects = () =>
  new UnreadableFile(
    "NOT_JSON",
    "The file is JSON, but has no list of objects. Export the list as an array of objects, or as " +
      "CSV, and upload that.",
  );
