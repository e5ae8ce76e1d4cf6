/**
 * The reading options as fields of the upload form. Whatever can be validated locally is, before a
 * byte is sent.
 */

export interface CliReadingOptions {
  /** each `field=header` */
  mapping: string[];
  encoding: string | undefined;
  delimiter: string | undefined;
  headerRow: string | undefined;
  sheet: string | undefined;
  region: string | undefined;
  foldGmail: boolean;
  samePerson: string | undefined;
}

export interface UploadForm {
  form: Record<string, string>;
  /** a message, if something is invalid */
  wrong?: string;
}

const delimiters = new Map(Object.entries({
  ",": ",",
  ";": ";",
  "|": "|",
  "\t": "tab",
  "\\t": "tab",
  "comma": ",",
  "semicolon": ";",
  "pipe": "|",
  "tab": "tab",
}));

export function readUploadForm(options: CliReadingOptions): UploadForm {
  const { encoding, headerRow, sheet, region } = options;
  const form: Record<string, string> = {};
  const wrong = (sentence: string) => ({ form: {}, wrong: sentence });

  const mapping: [string, string | null][] = [];
  for (const entry of options.mapping) {
    const at = entry.indexOf("=");
    if (at < 1) return wrong(`--mapping ${entry}: write field=header, such as email="E-Mail".`);
    mapping.push([entry.slice(0, at).trim(), entry.slice(at + 1).trim() || null]);
  }
  const fields = mapping.map(([field]) => field);
  const twice = fields.find((field, i) => fields.indexOf(field) !== i);
  if (twice) return wrong(`--mapping ${twice}=…: the field is given twice; one column can be it.`);
  if (mapping.length) form.mapping = JSON.stringify(Object.fromEntries(mapping));

  if (encoding !== undefined) {
    if (!isLabel(encoding)) {
      return wrong(`--encoding ${encoding}: no such encoding; give one such as windows-1252.`);
    }
    form.encoding = encoding;
  }
  if (options.delimiter !== undefined) {
    const delimiter = delimiters.get(options.delimiter);
    if (!delimiter) return wrong(`--delimiter ${options.delimiter}: give one of , ; | or tab.`);
    form.delimiter = delimiter;
  }
  if (headerRow !== undefined) {
    if (!/^[1-9]\d{0,6}$/.test(headerRow)) {
      return wrong(
        `--header-row ${headerRow}: give the number of the row that names the columns.`,
      );
    }
    form.header_row = headerRow;
  }
  if (sheet !== undefined) form.sheet = sheet;
  if (region !== undefined) {
    if (!/^(?:[a-z]{2}|none)$/i.test(region)) {
      return wrong(`--region ${region}: give a country's two letters, such as DE, or none.`);
    }
    form.region = region.length === 2 ? region.toUpperCase() : "none";
  }
  if (options.samePerson !== undefined) {
    if (!["first", "ask"].includes(options.samePerson)) {
      return wrong(`--same-person ${options.samePerson}: give first or ask.`);
    }
    form.same_person = options.samePerson;
  }
  if (options.foldGmail) form.fold_gmail = "true";
  return { form };
}

/** What the server knows besides: pages of MS-DOS. */
const DOS_PAGE = /^(?:cp|ibm|dos)?-?(?:437|850)$/i;

function isLabel(encoding: string): boolean {
  if (DOS_PAGE.test(encoding)) return true;
  try {
    return new TextDecoder(encoding).encoding.length > 0;
  } catch {
    return false;
  }
}
