/**
 * What may be uploaded: a file that is called .csv, is not declared as something else, and does not
 * begin like something else. Whether it is good CSV is for the parser to say, with line numbers.
 */

/** Why a file is refused: the kind for programs, a sentence for people. */
export type FileRefusal = { code: "UNSUPPORTED_FILE_TYPE"; detail: string };

/** What browsers and programs call a CSV file; spreadsheets claim the type on Windows. */
const declaredAs = [
  "text/csv",
  "text/plain",
  "text/comma-separated-values",
  "text/tab-separated-values",
  "text/x-csv",
  "application/csv",
  "application/x-csv",
  "application/vnd.ms-excel",
  "application/octet-stream",
];

/** Judges a file by its name and declared type, before any of it is read. */
export function checkDeclared(filename: string, mimeType: string): FileRefusal | undefined {
  if (!filename.toLowerCase().endsWith(".csv")) {
    return refusal(`The file is called ${JSON.stringify(filename)}: its name must end in .csv.`);
  }
  if (!declaredAs.includes(mimeType.toLowerCase())) {
    return refusal(`The file is declared as ${mimeType}: only CSV files are read.`);
  }
  return undefined;
}

/** How much of a file `checkContent` wants to see, in bytes. */
export const headBytes = 1024;

const signatures: [string, number[]][] = [
  ["a zip archive or a spreadsheet (save it as CSV first)", [0x50, 0x4b, 0x03, 0x04]],
  ["an old Excel workbook (save it as CSV first)", [0xd0, 0xcf, 0x11, 0xe0]],
  ["a PDF", [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ["a gzip archive", [0x1f, 0x8b]],
  ["a PNG image", [0x89, 0x50, 0x4e, 0x47]],
  ["a JPEG image", [0xff, 0xd8, 0xff]],
];

/** Judges a file by its first bytes. UTF-16 text is full of zeros, but says so at its start. */
export function checkContent(head: Uint8Array): FileRefusal | undefined {
  for (const [what, bytes] of signatures) {
    if (startsWith(head, bytes)) return refusal(`The file is not CSV: it is ${what}.`);
  }
  const utf16 = startsWith(head, [0xff, 0xfe]) || startsWith(head, [0xfe, 0xff]);
  if (!utf16 && head.includes(0)) {
    return refusal("The file is not CSV: it holds binary data.");
  }
  return undefined;
}

/** Whether these bytes are nothing but a byte order mark, zeros and white space. */
export function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => blanks.has(byte));
}

const blanks = new Set([0x00, 0x09, 0x0a, 0x0d, 0x20, 0xef, 0xbb, 0xbf, 0xff, 0xfe]);

function startsWith(head: Uint8Array, bytes: number[]): boolean {
  return bytes.every((byte, index) => head[index] === byte);
}

function refusal(detail: string): FileRefusal {
  return { code: "UNSUPPORTED_FILE_TYPE", detail };
}
