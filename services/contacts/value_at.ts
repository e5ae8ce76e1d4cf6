/**
 * A row's value under a key, which may be any header of a file: one that is called "constructor" or
 * "toString" finds nothing but what the row itself has. Empty where it has none.
 */
export function valueAt(values: Readonly<Record<string, string>>, key: string): string {
  return Object.hasOwn(values, key) ? values[key]! : "";
}
