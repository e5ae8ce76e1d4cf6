/**
 * Makes text and JSON storable in Postgres, which rejects U+0000 and lone surrogates. The parser
 * cleans files at the edge; a replay must also handle older events.
 */

/** Replaces what cannot be stored by U+FFFD. */
function storable(text: string): string {
  return /[\0\ud800-\udfff]/.test(text) ? text.replaceAll("\0", "\ufffd").toWellFormed() : text;
}

/** JSON for a json or jsonb column. */
export function storableJson(value: unknown): string {
  const text = JSON.stringify(value);
  // As JSON.stringify escapes them; a literal backslash before them only means the slower path.
  return /\\u(0000|d[89a-f])/.test(text) ? JSON.stringify(clean(value)) : text;
}

function clean(value: unknown): unknown {
  if (typeof value === "string") return storable(value);
  if (Array.isArray(value)) return value.map(clean);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, v]) => [storable(key), clean(v)]));
}
