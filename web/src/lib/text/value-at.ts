/** A row's own value under a key, which may be any header of a file; empty where it has none. */
export function valueAt(values: Readonly<Record<string, string>>, key: string): string {
  return Object.hasOwn(values, key) ? values[key]! : "";
}
