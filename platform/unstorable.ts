/**
 * Text that Postgres cannot store, neither as text nor as jsonb: with U+0000 or a lone surrogate.
 * Both can arrive as JSON escapes, the first in a URL too; such input is rejected.
 */
import type { Problem } from "@rollcall/contracts/api";

type FieldErrors = NonNullable<Problem["errors"]>;

const MESSAGE =
  "holds U+0000 or half of a surrogate pair, which cannot be stored: leave that character out";

/**
 * Every text of an input that cannot be stored, keys included, by its path.
 * @param place where the input came from, the prefix of each path
 */
export function unstorableIn(value: unknown, place: string): FieldErrors {
  if (typeof value === "string") {
    return isStorable(value) ? [] : [{ path: place, message: MESSAGE }];
  }
  if (typeof value !== "object" || value === null) return [];
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return entries.flatMap(([key, inner]) => {
    if (isStorable(String(key))) return unstorableIn(inner, `${place}.${key}`);
    return [{ path: place, message: `has a key that ${MESSAGE}` }];
  });
}

const isStorable = (text: string): boolean => !text.includes("\0") && text.isWellFormed();
