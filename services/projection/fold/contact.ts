/**
 * A contact as a row and the edits on it make it: what projector/contacts.ts does in the database,
 * for lists that are built in memory.
 */
import { type ChosenColumn, layColumns, trimText } from "@rollcall/contacts";
import { byKey, entriesOf, laidOver, type RowValues, valueAt } from "@rollcall/contracts";
import { isExtra } from "./columns.ts";
import type { EditRow, RawRow } from "./model.ts";

/** A row of final_contacts, without its job and its time. */
export interface ContactValues {
  raw_row_id: number;
  email: string | null;
  email_key: string | null;
  first_name: string;
  last_name: string;
  phone: string;
  company: string;
  job_title: string;
  extra: RowValues;
}

/**
 * @param edits those that hold, in the order in which they were made
 * @param chosen columns that hold for all rows
 */
export function contactOf(
  row: RawRow,
  edits: readonly EditRow[],
  chosen: readonly ChosenColumn[],
): ContactValues {
  const data = edited(row, edits, chosen);
  const text = (key: string) => trimText(valueAt(data, key));
  const addressed = edits.findLast((edit) => edit.normalized_email !== null) ?? row;
  const called = edits.findLast((edit) => edit.normalized_phone !== null) ?? row;
  return {
    raw_row_id: row.id,
    email: addressed.normalized_email || null,
    email_key: addressed.email_key,
    first_name: text("first_name"),
    last_name: text("last_name"),
    phone: called.normalized_phone || text("phone"),
    company: text("company"),
    job_title: text("job_title"),
    extra: byKey(entriesOf(data).filter(([key]) => isExtra(key))),
  };
}

/** A row's values as they are with these columns and edits laid over them. */
export function edited(
  row: Pick<RawRow, "data">,
  edits: readonly Pick<EditRow, "values">[],
  chosen: readonly ChosenColumn[],
): RowValues {
  return laidOver(layColumns(row.data, chosen), ...edits.map((edit) => edit.values));
}

/** Of a row's edits those that held at a position, or hold now. */
export function holding(edits: readonly EditRow[], position = Infinity): EditRow[] {
  return edits.filter((edit) =>
    edit.position <= position &&
    (edit.undone_position === null || edit.undone_position > position)
  );
}
