/** What has to be known of a contact to say why it is on the list, and why it is as it is. */
import type { FileColumn } from "@rollcall/contracts";
import type { ContactValues } from "../fold/contact.ts";
import type { EditRow, JobRow, RawRow } from "../fold/model.ts";
import type { SettledIssue } from "../lists/left_out.ts";

/** An edit that holds, with who made it and when. */
export interface MadeEdit extends Pick<EditRow, "number" | "values" | "sources" | "rule"> {
  made_by: string | null;
  made_at: Date;
}

/** A row of the contact's address, the contact's own among them. */
export interface GroupRow {
  id: number;
  row_number: number;
  on_list: boolean;
}

/** A row that a merge has taken a value from. */
export type SourceRow = Pick<RawRow, "id" | "row_number" | "data">;

export interface ContactFacts {
  jobId: string;
  contact: ContactValues;
  row: RawRow;
  columns: FileColumn[];
  chosen: JobRow["chosen_columns"];
  /** on the contact's row, in the order in which they were made */
  edits: MadeEdit[];
  sources: Map<number, SourceRow>;
  /** about the contact's row */
  settled: SettledIssue[];
  /** ascending; only the contact's own row where it has no address */
  group: GroupRow[];
}
