/** One shape of file that people bring, and what must come out of it, by the issue that asks for it. */
import type { Contact, IssueType, Job } from "@rollcall/contracts/api";

export type Bytes = Uint8Array<ArrayBuffer>;

export interface Shape {
  /** as a person would say it */
  name: string;
  /** a text is UTF-8 */
  file: Bytes | string;
  /** people.csv where left out */
  filename?: string;
  /** options of the upload */
  form?: Record<string, string>;
  /** options of an upload of the same file that the same person made before */
  before?: Record<string, string>;
  /** columns that the person names where the file is asked about: type of the question → column */
  named?: Partial<Record<IssueType, string>>;
  expect: Expected;
}

/** Of a file that is refused or fails, why; of one that is read, all that is named here. */
export interface Expected {
  refused?: { status: number; code: string; says: RegExp };
  failed?: { code: string; says: RegExp };
  /** `encoding`: several where these bytes are the same text in all of them, null of a workbook */
  job?: Partial<Omit<Job, "encoding">> & { encoding?: string | string[] | null };
  /** data rows in all */
  total?: number;
  /** row number → what must be in it */
  rows?: Record<number, ExpectedRow>;
  /** open issues, exactly; none where left out */
  issues?: Partial<Record<IssueType, number>>;
  /** rows by warning, exactly; none where left out, and "any" where nobody says which */
  warnings?: Record<string, number> | "any";
  /** the clean list, once duplicates are resolved by the first row and all else is skipped */
  contacts?: ExpectedContact[];
}

export type ExpectedContact = Partial<Omit<Contact, "extra">> & { extra?: Record<string, string> };

export interface ExpectedRow {
  /** these keys, with these values */
  data?: Record<string, string>;
  email?: string | null;
  phone?: string | null;
  problems?: IssueType[];
  warnings?: string[];
  /** what an issue about the row suggests */
  suggestion?: string;
}
