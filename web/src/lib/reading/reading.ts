import type { ColumnWish, Job } from "@rollcall/contracts/api";

/** The user's reading options; null means detected by the server. */
export type Reading = {
  encoding: string | null;
  delimiter: string | null;
  headerRow: number | null;
  sheet: string | null;
  /** field → header, null for a field without a column */
  mapping: Record<string, string | null> | null;
  /** what is to be done with columns that are no field */
  columns: readonly ColumnWish[];
  region: string | null;
  foldGmail: boolean;
  /** whether differing rows of one person are issues, or the first row is used */
  asksSamePerson: boolean;
};

export function automatic(region: string | null): Reading {
  return {
    encoding: null,
    delimiter: null,
    headerRow: null,
    sheet: null,
    mapping: null,
    columns: [],
    region,
    foldGmail: false,
    asksSamePerson: false,
  };
}

/** How a job's file was read: where to begin when it is to be read otherwise. */
export function asRead(job: Job): Partial<Reading> {
  const { encoding, delimiter, header_row: headerRow, sheet, fold_gmail: foldGmail } = job;
  // A column without a name cannot be asked for by it.
  const mapping = Object.fromEntries(Object.entries(job.mapping).filter(([, name]) => name));
  return {
    encoding,
    delimiter,
    headerRow,
    sheet,
    mapping: Object.keys(mapping).length > 0 ? mapping : null,
    columns: (job.left_out_columns ?? []).map((header) => ({ header, import: false })),
    foldGmail,
    asksSamePerson: job.same_person === "ask",
  };
}

/** The parts of the upload form besides the file: only options that were set. */
export function formParts(reading: Reading): Record<string, string> {
  const { encoding, delimiter, headerRow, sheet, mapping, columns } = reading;
  const { region, foldGmail, asksSamePerson } = reading;
  return {
    ...(encoding && { encoding }),
    // White space may get lost in a form value; the word does not.
    ...(delimiter && { delimiter: delimiter === "\t" ? "tab" : delimiter }),
    ...(headerRow && { header_row: String(headerRow) }),
    ...(sheet && { sheet }),
    ...(mapping && { mapping: JSON.stringify(mapping) }),
    ...(columns.length > 0 && { columns: JSON.stringify(columns) }),
    ...(region && { region }),
    ...(foldGmail && { fold_gmail: "true" }),
    ...(asksSamePerson && { same_person: "ask" }),
  };
}
