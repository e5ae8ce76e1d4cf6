/**
 * Values as they would come back from Postgres, which replaces text that it cannot hold: an answer
 * about the past is so the same text, to the letter, as the live one was.
 */
import { storableJson } from "../projector/json.ts";

/** A copy of a JSON value. */
export function asStored<Value>(value: Value): Value {
  return JSON.parse(storableJson(value));
}
