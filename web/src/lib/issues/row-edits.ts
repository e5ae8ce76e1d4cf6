/** Rows that were edited while their issue stayed open, told in plain sentences. Pure. */
import { entriesOf } from "@rollcall/contracts/by-key";
import type { RowEdit } from "@rollcall/contracts/api";
import { fieldLabel } from "../text/words.ts";

/** "Row 4 was edited: E-mail is now “c@example.com”". */
export function editSentence({ row_number, data }: RowEdit): string {
  const values = entriesOf(data).map(([field, value]) =>
    value ? `${fieldLabel(field)} is now “${value}”` : `${fieldLabel(field)} is now empty`
  );
  return `Row ${row_number} was edited: ${values.join(", ")}`;
}
