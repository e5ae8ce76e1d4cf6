/** Rows that were edited while their issue stayed open, told in plain sentences. Pure. */
import { entriesOf } from "@rollcall/contracts/by-key";
import type { RowEdit } from "@rollcall/contracts/api";
import { m } from "../paraglide/messages.js";
import { fieldLabel } from "../text/words.ts";

/** "Row 4 was edited: E-mail is now “c@example.com”." */
export function editSentence({ row_number, data }: RowEdit): string {
  const values = entriesOf(data).map(([field, value]) =>
    value
      ? m.issues_edited_value({ field: fieldLabel(field), value })
      : m.issues_edited_empty({ field: fieldLabel(field) })
  );
  return m.issues_edited({ row: row_number, values: values.join(", ") });
}
