/**
 * What may be uploaded: a file whose name ends like that of a list, is not declared as something
 * else, and does not begin like something else. Whether it is good is for the parser to say, with line
 * numbers.
 */
import { endingOf, fileEndings, type FileKind } from "@rollcall/contracts";
import { seemsText } from "@rollcall/tables";
import type { Refusal } from "./refusal.ts";

/** A workbook, or whatever else: the parser sees by its content which. */
export type FileFormat = "csv" | "xlsx";

/** Why a file is refused, in a sentence. */
export type FileRefusal = Extract<Refusal, { outcome: "unsupported file" }>;

/** What an object of each format is declared as. */
export const contentTypes: Record<FileFormat, string> = {
  csv: "text/csv",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};

/** What browsers and programs call these files; spreadsheets claim the type on Windows. */
const declaredAs: Record<FileKind, string[]> = {
  table: [
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
  objects: [
    "text/vcard",
    "text/x-vcard",
    "text/directory",
    "application/vcard",
    "application/json",
    "text/json",
    "application/jsonl",
    "application/x-jsonlines",
    "application/json-lines",
    "application/jsonlines",
    "application/x-ndjson",
    "application/ndjson",
    // What programs say of every list that they send: its content is judged all the same.
    "text/csv",
    "text/plain",
    "application/octet-stream",
  ],
  packed: [
    "application/zip",
    "application/x-zip-compressed",
    "application/x-zip",
    "application/gzip",
    "application/x-gzip",
    "application/x-compressed",
    "text/csv",
    "application/octet-stream",
    "text/plain",
  ],
  workbook: [
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
  ".xls": "It is a workbook from an old Excel: open it there and save it as .xlsx or CSV.",
  ".xlsb": "It is a binary workbook: open it in Excel and save it as .xlsx or CSV.",
  ".xlsm": "It is a workbook with macros: open it in Excel and save it as .xlsx.",
  ".ods": "It is an OpenDocument spreadsheet: open it in LibreOffice and save it as .xlsx or .csv.",
  ".numbers": "Open it in Numbers and export it as .xlsx or .csv.",
  ".pdf":
    "It is for reading only: export the list from the program that made it, as .csv or .xlsx.",
  ".doc": "It is a document: copy the table into a spreadsheet and save that as .xlsx.",
  ".docx": "It is a document: copy the table into a spreadsheet and save that as .xlsx.",
  ".rar": "Unpack it, and upload the list in it.",
  ".7z": "Unpack it, and upload the list in it.",
}));

/** What kind of file its name says it is; undefined where it says none that is read. */
export function kindOf(filename: string): FileKind | undefined {
  return fileEndings.get(endingOf(filename));
}

/** Judges a file by its name and declared type, before any of it is read. */
export function checkDeclared(filename: string, mimeType: string): FileFormat | FileRefusal {
  const ending = endingOf(filename), kind = fileEndings.get(ending);
  if (!kind) {
    const what = advice.has(ending) ? ` ${advice.get(ending)}` : "";
    const name = JSON.stringify(filename);
    return refusal(`The file is called ${name}: its name must end in ${ENDINGS}.${what}`);
  }
  if (!declaredAs[kind].includes(mimeType.toLowerCase())) {
    return refusal(
      `The file's name ends in ${ending}, but it is declared as ${mimeType}: declare what it is.`,
    );
  }
  return kind === "workbook" ? "xlsx" : "csv";
}

/** As a sentence lists them. */
const ENDINGS = ".csv, .xlsx, .tsv, .txt, .vcf, .json, .jsonl, .zip or .gz";

/** How much of a file `checkContent` wants to see, in bytes. */
export const HEAD_BYTES = 1024;

const ZIP = [0x50, 0x4b, 0x03, 0x04], OLD_OFFICE = [0xd0, 0xcf, 0x11, 0xe0];
const GZIP = [0x1f, 0x8b];

const EXPORT = "Export the list as .csv or .xlsx, and upload that.";

/** What the file is, with the way out. */
const signatures: [string, number[]][] = [
  ["a zip archive; if it is an Excel workbook, its name must end in .xlsx.", ZIP],
  ["an old Excel workbook; save it as .xlsx.", OLD_OFFICE],
  [`a PDF. ${EXPORT}`, [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ["a gzip archive; its name must end in .gz.", GZIP],
  [`a PNG image. ${EXPORT}`, [0x89, 0x50, 0x4e, 0x47]],
  [`a JPEG image. ${EXPORT}`, [0xff, 0xd8, 0xff]],
];

/** Judges a file by its first bytes. */
export function checkContent(head: Uint8Array, kind: FileKind): FileRefusal | undefined {
  if (kind === "packed") return checkPacked(head);
  return kind === "workbook" ? checkWorkbook(head) : checkText(head);
}

function checkPacked(head: Uint8Array): FileRefusal | undefined {
  if (startsWith(head, ZIP) || startsWith(head, GZIP)) return undefined;
  return refusal("The file is not an archive, though its name ends in .zip or .gz.");
}

function checkText(head: Uint8Array): FileRefusal | undefined {
  for (const [what, bytes] of signatures) {
    if (startsWith(head, bytes)) return refusal(`The file is not CSV: it is ${what}`);
  }
  return seemsText(head)
    ? undefined
    : refusal(`The file is not CSV: it has binary data. ${EXPORT}`);
}

function checkWorkbook(head: Uint8Array): FileRefusal | undefined {
  if (startsWith(head, ZIP)) return undefined;
  if (startsWith(head, OLD_OFFICE)) {
    return refusal(
      "The file is not an .xlsx workbook: it is from an old Excel (.xls), or protected by a " +
        "password. Save it as .xlsx without a password.",
    );
  }
  const what = seemsText(head) ? " It looks like text: if it is a CSV file, name it .csv." : "";
  return refusal(`The file is not an Excel workbook, though its name ends in .xlsx.${what}`);
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
  return { outcome: "unsupported file", detail };
}
