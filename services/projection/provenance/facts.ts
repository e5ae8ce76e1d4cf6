/** What has to be known of a contact to say why it is on the list, and why it is as it is. */
import type { ContactValues, Row } from "@rollcall/contacts";
import type { FileColumn } from "@rollcall/contracts";
import type { EditRow, JobRow } from "../fold/model.ts";
import type { Decided } from "../lists/left_out.ts";

/** An edit that holds, with who made it and when. */
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
  /** on the contact's row, in the order in which they were made */
  edits: MadeEdit[];
  /** the rows that merges have taken values from, as they were read */
  sources: Map<number, Row>;
  /** about the contact's row */
  settled: Decided[];
  /** the other rows that have the contact's address now: how many, and the lines of the first */
  others: { count: number; lines: number[] };
}
