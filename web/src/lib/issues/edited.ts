import { byKey, entriesOf, type RowValues, valueAt } from "@rollcall/contracts/by-key";

/** The fields that were changed; only these are sent, trimmed. */
export function edited(
  before: RowValues,
  after: RowValues,
): RowValues {
  return byKey(
    entriesOf(after)
      .map(([field, value]) => [field, value.trim()] as const)
      .filter(([field, value]) => value !== valueAt(before, field).trim()),
  );
}
