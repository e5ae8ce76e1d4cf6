/** The fields that were really changed: those alone are sent, trimmed. */
export function edited(
  before: Record<string, string>,
  after: Record<string, string>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(after)
      .map(([field, value]) => [field, value.trim()] as const)
      .filter(([field, value]) => value !== (before[field] ?? "").trim()),
  );
}
