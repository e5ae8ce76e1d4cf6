/**
 * Text and JSON as Postgres can hold them: it refuses U+0000 and half a surrogate pair. The parser
 * cleans a file at the edge; a replay must not stumble over an event from before it did.
 */

/** The same text, with U+FFFD for what cannot be stored. */
export function storable(text: string): string {
  return /[\0\ud800-\udfff]/.test(text) ? text.replaceAll("\0", "\ufffd").toWellFormed() : text;
}

/** JSON for a json or jsonb column. */
export function storableJson(value: unknown): string {
  const text = JSON.stringify(value);
  // Escaped, as JSON.stringify writes them; a backslash before them only costs the slower way.
  return /\\u(0000|d[89a-f])/.test(text) ? JSON.stringify(clean(value)) : text;
}

function clean(value: unknown): unknown {
  if (typeof value === "string") return storable(value);
  if (Array.isArray(value)) return value.map(clean);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, v]) => [storable(key), clean(v)]));
}
