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

/** Whether a text begins as JSON does that holds objects. */
export const seemsJson = (text: string) => /^\ufeff?\s*(?:\[\s*[{\]]|\{\s*["}])/.test(text);

/** @throws UnreadableFile where it is no JSON, or holds no objects */
export function jsonTable(text: string, budget: WorkBudget): ObjectTable {
  const rows = new ObjectRows(budget);
  for (const one of objectsOf(text.replace(/^\ufeff/, ""))) rows.add(flat(ownContact(one)));
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

/** The longest array of objects, in breadth first. */
function listIn(value: Json, depth: number): JsonObject[] | undefined {
  if (Array.isArray(value)) {
    const objects = value.filter(isObject);
    return objects.length && objects.length * 2 >= value.length ? objects : undefined;
  }
  if (!isObject(value) || depth >= MAX_DEPTH) return undefined;
  const lists = Object.values(value).filter((one) => typeof one === "object")
    .map((one) => listIn(one, depth + 1)).filter((list) => list !== undefined);
  const longest = lists.toSorted((a, b) => b.length - a.length)[0];
  // A person who has two addresses is no list of two.
  const isPerson = Object.values(value).some((one) => typeof one === "string" && one.includes("@"));
  return isPerson ? undefined : longest;
}

/** An object on each line; where the first is none, the document's own fault is told. */
function linesOf(text: string, fault: UnreadableFile): JsonObject[] {
  const objects: JsonObject[] = [];
  for (const [at, line] of text.split(/\r\n|\n|\r/).entries()) {
    if (!line.trim()) continue;
    const one = parsed(line);
    if (!("value" in one) || !isObject(one.value)) {
      if (!objects.length) throw fault;
      throw new UnreadableFile(
        "NOT_JSON",
        `Line ${at + 1} of the file is no JSON object. Export the list anew, as JSON or as CSV, ` +
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
    const message = `The file begins like JSON, but is broken${line}. Export the list anew, as ` +
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
    for (const [at, one] of value.slice(0, MAX_ITEMS).entries()) {
      yield* under(at ? `${path}.${at + 1}` : path, one, depth + 1);
    }
    const rest = value.slice(MAX_ITEMS);
    if (rest.length) yield [`${path}.more`, JSON.stringify(rest)];
  } else {
    yield [
      path,
      (value as (null | boolean | number | string)[]).map(textOf).filter(Boolean).join("; "),
    ];
  }
}

const textOf = (value: null | boolean | number | string) => value === null ? "" : String(value);

const noObjects = () =>
  new UnreadableFile(
    "NOT_JSON",
    "The file is JSON, but holds no list of objects. Export the list as an array of objects, or as " +
      "CSV, and upload that.",
  );
