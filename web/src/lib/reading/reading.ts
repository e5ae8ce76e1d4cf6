/** How a file is to be read, as a person set it; what is null is found out by the server. */
export type Reading = {
  encoding: string | null;
  delimiter: string | null;
  headerRow: number | null;
  sheet: string | null;
  /** field → header, null for a field that no column is to be */
  mapping: Record<string, string | null> | null;
  region: string | null;
  foldGmail: boolean;
  /** whether somebody is asked where rows of one person differ, or the first stands */
  asksSamePerson: boolean;
};

export function automatic(region: string | null): Reading {
  return {
    encoding: null,
    delimiter: null,
    headerRow: null,
    sheet: null,
    mapping: null,
    region,
    foldGmail: false,
    asksSamePerson: false,
  };
}

/** The parts of the upload's form besides the file: only what was set. */
export function formParts(reading: Reading): Record<string, string> {
  const { encoding, delimiter, headerRow, sheet, mapping, region, foldGmail } = reading;
  const { asksSamePerson } = reading;
  return {
    ...(encoding && { encoding }),
    // A form's value may lose its white space on the way; the word does not.
    ...(delimiter && { delimiter: delimiter === "\t" ? "tab" : delimiter }),
    ...(headerRow && { header_row: String(headerRow) }),
    ...(sheet && { sheet }),
    ...(mapping && { mapping: JSON.stringify(mapping) }),
    ...(region && { region }),
    ...(foldGmail && { fold_gmail: "true" }),
    ...(asksSamePerson && { same_person: "ask" }),
  };
}
