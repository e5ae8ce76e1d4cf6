/** What a contact shows beside what its row has of its own. Pure. */
import type { Contact, RawRow } from "@rollcall/contracts/api";
import { valueAt } from "@rollcall/contracts/by-key";

/** What the row that stands for a contact has under a field, with the edits made so far. */
export function ownValue(row: Pick<RawRow, "data" | "now">, field: string): string {
  return valueAt((row.now ?? row).data, field);
}

/**
 * Where the value that a contact shows comes from: its row, if need be in the form that lists have;
 * another row of the person, which filled it in; or neither, as the row was changed since.
 */
export function sourceOf(row: RawRow, field: string, shown: string): "row" | "filled" | "changed" {
  const own = ownValue(row, field);
  const { normalized_email, normalized_phone } = row.now ?? row;
  const forms = [own.trim()];
  if (field === "email") forms.push(normalized_email ?? "");
  if (field === "phone") forms.push(normalized_phone ?? own.trim());
  if (forms.includes(shown)) return "row";
  return own === "" ? "filled" : "changed";
}

/** A contact, and the values that were typed into its row since its list was made, by field. */
export type Laid = ReadonlyMap<Contact["raw_row_id"], ReadonlyMap<string, string>>;

/** The value to show for a contact: as it was typed since, or as its list has it. */
export function laidValue(laid: Laid, { raw_row_id }: Contact, field: string, listed: string) {
  return laid.get(raw_row_id)?.get(field) ?? listed;
}
