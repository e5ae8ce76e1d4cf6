/**
 * Reads a sheet of an Excel workbook as rows. The archive is kept compressed in memory, its shared
 * strings inflated; the sheet itself is streamed. (Libraries that load a whole sheet allocate a
 * grid up to its farthest cell, which a file of a few kilobytes can put anywhere.)
 */
import { Buffer } from "node:buffer";
import { cellFormats } from "./cell_formats.ts";
import { readHead } from "./file_head.ts";
import type { OpenedRows, TableChunk, TableOptions } from "./table.ts";
import { sharedStrings } from "./shared_strings.ts";
import { chooseSheet } from "./sheet_choice.ts";
import { SheetRows } from "./sheet_rows.ts";
import { Yielder } from "./yielder.ts";
import { UnreadableFile } from "./unreadable_file.ts";
import { WorkBudget } from "./work_budget.ts";
import { type Sheet, workbookParts } from "./workbook_parts.ts";
import { ZipParts } from "./zip_parts.ts";

/** Sheets that a message lists. */
const LISTED_SHEETS = 20;

/**
 * @throws UnreadableFile if it is not a workbook or has no such sheet; reading the chunks may throw
 * it too
 */
export async function workbookTable(
  bytes: AsyncIterable<Uint8Array>,
  { sheet, partial, turn }: TableOptions,
): Promise<OpenedRows> {
  const { head, ended } = await readHead(bytes);
  checkKind(head);
  if (partial) throw refused("WORKBOOK_CUT", "A workbook can only be read whole.");
  if (!ended) {
    throw refused(
      "WORKBOOK_TOO_LARGE",
      `A workbook of more than ${head.length} bytes is not read.`,
    );
  }
  const zip = await ZipParts.of(head, new Yielder(turn));
  const budget = WorkBudget.ofWorkbook(head.length);
  const parts = await workbookParts(zip, budget);
  const candidates = sheetsToRead(parts.sheets, sheet);
  const { sharedStrings: texts, styles, from1904 } = parts;
  const strings = texts ? await sharedStrings(zip.read(texts), budget) : [];
  const formats = styles ? await cellFormats(zip.read(styles), budget) : [];
  const context = { strings, formats, from1904 };
  const chosen = await chooseSheet(candidates, ({ path }) => {
    return rowsOf(new SheetRows(context, budget), zip, path, head.length);
  });
  return {
    info: {
      encoding: null,
      delimiter: null,
      sheet: chosen.sheet.name,
      sheets: parts.sheets.map(({ name }) => name),
    },
    chunks: chosen.chunks,
  };
}

/** @param sizeBytes of the whole file; progress is reported by the sheet's share of it */
async function* rowsOf(
  sheet: SheetRows,
  zip: ZipParts,
  path: string,
  sizeBytes: number,
): AsyncGenerator<TableChunk> {
  const stated = Math.max(zip.statedBytes(path), 1);
  let inflated = 0;
  for await (const bytes of zip.read(path)) {
    inflated += bytes.length;
    const rows = sheet.push(bytes);
    const share = Math.min(inflated / stated, 1);
    if (rows.length) yield { rows, bytesRead: Math.floor(sizeBytes * share) };
  }
  sheet.close();
}

/** The one that is asked for, or those among which the list is; hidden ones where all are. */
function sheetsToRead(sheets: Sheet[], asked: string | null): Sheet[] {
  if (asked === null) {
    const seen = sheets.filter(({ isHidden }) => !isHidden);
    return seen.length ? seen : sheets;
  }
  const key = (name: string) => name.trim().toLowerCase();
  const found = sheets.find(({ name }) => name === asked) ??
    sheets.find(({ name }) => key(name) === key(asked));
  if (found) return [found];
  const names = sheets.slice(0, LISTED_SHEETS).map(({ name }) => `"${name}"`).join(", ");
  const more = sheets.length - LISTED_SHEETS;
  throw refused(
    "SHEET_MISSING",
    `The workbook has no sheet called "${asked}". It has: ${names}` +
      `${more > 0 ? ` and ${more} more` : ""}.`,
  );
}

const ZIP = "504b0304", OLD = "d0cf11e0";
const HOW = "Save the list as an Excel workbook (.xlsx) without a password and upload that.";

/** By the file's first bytes. */
function checkKind(file: Uint8Array): void {
  const start = Buffer.from(file.subarray(0, 4)).toString("hex");
  if (start === ZIP) return;
  if (start !== OLD) {
    throw refused(
      "NOT_A_WORKBOOK",
      `The file is no Excel workbook, though it is called .xlsx. ${HOW}`,
    );
  }
  const buffer = Buffer.from(file.buffer, file.byteOffset, file.length);
  throw buffer.includes(Buffer.from("EncryptedPackage", "utf16le"))
    ? refused("WORKBOOK_PROTECTED", `The workbook is protected by a password. ${HOW}`)
    : refused("NOT_A_WORKBOOK", `The file is a workbook of an old Excel (.xls). ${HOW}`);
}

const refused = (code: string, message: string) => new UnreadableFile(code, message);
