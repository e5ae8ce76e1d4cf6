/**
 * The jobs deleted since this page was loaded. A list read right afterwards may still contain one,
 * since the read models lag behind the log.
 */
const ids = new Set<string>();

export function rememberDeleted(id: string): void {
  ids.add(id);
}

export function isDeleted({ id }: { id: string }): boolean {
  return ids.has(id);
}
