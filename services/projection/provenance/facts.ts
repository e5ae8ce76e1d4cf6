/** The facts needed to explain why a contact is on the list and where its values come from. */
import type { ContactValues, Row } from "@rollcall/contacts";
import type { FileColumn } from "@rollcall/contracts";
import type { EditRow, JobRow } from "../fold/model.ts";
import type { RowDecision } from "../lists/exclusion_reasons.ts";

/** A valid edit, with who made it and when. */
export interface MadeEdit extends Pick<EditRow, "number" | "values" | "sources" | "rule"> {
  made_by: string | null;
  made_at: string;
}

export interface ContactFacts {
  jobId: string;
  contact: ContactValues;
  /** as it was read */
  row: Row;
  columns: FileColumn[];
  chosen: JobRow["chosen_columns"];
  /** on the contact's row, in chronological order */
  edits: MadeEdit[];
  /** the rows that merges took values from, as read */
  sources: Map<number, Row>;
  /** about the contact's row */
  decisions: RowDecision[];
  /**
   * the other rows with the contact's address now: their number, and the lines of the first ones
   */
  others: { count: number; lines: number[] };
}
