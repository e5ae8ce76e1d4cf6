/**
 * Values as they would come back from Postgres: jsonb orders the keys of an object by their length
 * in bytes, then by the bytes, and text that it cannot hold is replaced. An answer about the past is
 * so the same text, to the letter, as the live one was.
 */
import { storableJson } from "../projector/json.ts";

/** A copy of a JSON value, the keys of every object in it in the database's order. */
export function asStored<Value>(value: Value): Value {
  return ordered(JSON.parse(storableJson(value)));
}

function ordered<Value>(value: Value): Value;
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, v]) => [key, ordered(v)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => byBytes(a, b)));
}

function byBytes(a: string, b: string): number {
  const [left, right] = [encoder.encode(a), encoder.encode(b)];
  if (left.length !== right.length) return left.length - right.length;
  const at = left.findIndex((byte, i) => byte !== right[i]);
  return at < 0 ? 0 : left[at]! - right[at]!;
}

const encoder = new TextEncoder();
