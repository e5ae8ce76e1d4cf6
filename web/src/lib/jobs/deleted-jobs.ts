/**
 * The jobs that were deleted on this page since it was loaded. A list that is read a moment later
 * may still hold one of them: the read models follow the log.
 */
const ids = new Set<string>();

export function rememberDeleted(id: string): void {
  ids.add(id);
}

export function isDeleted({ id }: { id: string }): boolean {
  return ids.has(id);
}
