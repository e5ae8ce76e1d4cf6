/**
 * What may be uploaded: a file that is called .csv or .xlsx, is not declared as something else, and
 * does not begin like something else. Whether it is good is for the parser to say, with line numbers.
 */
import { seemsText } from "@rollcall/tables";

export type FileFormat = "csv" | "xlsx";

/** Why a file is refused: the kind for programs, a sentence for people. */
export type FileRefusal = { code: "UNSUPPORTED_FILE_TYPE"; detail: string };

/** What an object of each format is declared as. */
export const contentTypes: Record<FileFormat, string> = {
  csv: "text/csv",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};

/** What browsers and programs call these files; spreadsheets claim the type on Windows. */
const declaredAs: Record<FileFormat, string[]> = {
  csv: [
    "text/csv",
    "text/plain",
    "text/comma-separated-values",
    "text/tab-separated-values",
    "text/x-csv",
    "application/csv",
    "application/x-csv",
    "application/vnd.ms-excel",
    "application/octet-stream",
  ],
  xlsx: [
    contentTypes.xlsx,
    "application/vnd.ms-excel",
    "application/zip",
    "application/x-zip-compressed",
    "application/octet-stream",
    // What a part counts as that declares nothing (RFC 7578): its content is judged all the same.
    "text/plain",
  ],
};

/** What to do with files that hold lists of contacts but are called otherwise. */
const advice = new Map(Object.entries({
  ".xls": "It is a workbook of an old Excel: open it there and save it as .xlsx.",
  ".xlsb": "It is a binary workbook: open it in Excel and save it as .xlsx.",
  ".xlsm": "It is a workbook with macros: open it in Excel and save it as .xlsx.",
  ".ods": "Open it in LibreOffice and save it as .xlsx or .csv.",
  ".numbers": "Open it in Numbers and export it as .xlsx or .csv.",
  ".tsv": "If it is a table of text, change its name to .csv: tabs are understood.",
  ".txt": "If it is a table of text, change its name to .csv.",
  ".vcf": "Export the contacts as .csv.",
}));

/** Judges a file by its name and declared type, before any of it is read. */
export function checkDeclared(filename: string, mimeType: string): FileFormat | FileRefusal {
  const ending = /\.[^.]*$/.exec(filename.toLowerCase())?.[0] ?? "";
  if (ending !== ".csv" && ending !== ".xlsx") {
    const what = advice.has(ending) ? ` ${advice.get(ending)}` : "";
    const name = JSON.stringify(filename);
    return refusal(`The file is called ${name}: its name must end in .csv or .xlsx.${what}`);
  }
  const format = ending === ".csv" ? "csv" : "xlsx";
  if (!declaredAs[format].includes(mimeType.toLowerCase())) {
    return refusal(`The file is declared as ${mimeType}: only CSV and XLSX files are read.`);
  }
  return format;
}

/** How much of a file `checkContent` wants to see, in bytes. */
export const headBytes = 1024;

const ZIP = [0x50, 0x4b, 0x03, 0x04], OLD_OFFICE = [0xd0, 0xcf, 0x11, 0xe0];

const signatures: [string, number[]][] = [
  ["a zip archive; if it is an Excel workbook, its name must end in .xlsx", ZIP],
  ["an old Excel workbook; save it as .xlsx", OLD_OFFICE],
  ["a PDF", [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ["a gzip archive", [0x1f, 0x8b]],
  ["a PNG image", [0x89, 0x50, 0x4e, 0x47]],
  ["a JPEG image", [0xff, 0xd8, 0xff]],
];

/** Judges a file by its first bytes. */
export function checkContent(head: Uint8Array, format: FileFormat): FileRefusal | undefined {
  return format === "csv" ? checkText(head) : checkWorkbook(head);
}

function checkText(head: Uint8Array): FileRefusal | undefined {
  for (const [what, bytes] of signatures) {
    if (startsWith(head, bytes)) return refusal(`The file is not CSV: it is ${what}.`);
  }
  return seemsText(head) ? undefined : refusal("The file is not CSV: it holds binary data.");
}

function checkWorkbook(head: Uint8Array): FileRefusal | undefined {
  if (startsWith(head, ZIP)) return undefined;
  if (startsWith(head, OLD_OFFICE)) {
    return refusal(
      "The file is no .xlsx workbook: it is one of an old Excel (.xls), or protected by a " +
        "password. Save it as .xlsx without a password.",
    );
  }
  const what = seemsText(head) ? " It looks like text: if it is a CSV file, call it .csv." : "";
  return refusal(`The file is no Excel workbook, though its name ends in .xlsx.${what}`);
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
