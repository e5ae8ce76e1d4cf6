/**
 * Bytes of a CSV file as rows, in chunks, so that a file of any length passes through a small
 * memory. UTF-8, with or without a byte-order mark; delimiter and line ends are found out.
 */
// @ts-types="@types/papaparse"
import Papa from "papaparse";
import { type CsvRow, CsvRows, type Dialect, MAX_ROW_CHARS, type RowFault } from "./csv_rows.ts";

/** Some rows, and how many bytes of the file were read for them. */
export interface CsvChunk {
  rows: CsvRow[];
  bytesRead: number;
}

/** Thrown where the bytes are no CSV; `code` and the message are for the person. */
export class UnreadableFile extends Error {
  override name = "UnreadableFile";
  constructor(readonly code: string, message: string) {
    super(message);
  }
}

/** Characters that the guess of the dialect sees: always the same, or a retry might guess otherwise. */
const DIALECT_CHARS = 16 << 10;
const DIALECT_ROWS = 20;
const DELIMITERS = [",", ";", "\t", "|"];

/**
 * Reads a CSV file. Blank lines are skipped, but count as lines.
 * @throws UnreadableFile where the bytes are not UTF-8, or a row does not end
 */
export async function* readCsv(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<CsvChunk> {
  let csv: CsvRows | undefined;
  let beginning = "";
  for await (const { text, bytesRead, last } of decode(bytes)) {
    let piece = text;
    if (!csv) {
      beginning += text;
      if (!last && beginning.length < DIALECT_CHARS) continue;
      csv = new CsvRows(dialectOf(beginning));
      piece = beginning;
    }
    const rows = csv.push(piece, last);
    if (rows.length) yield { rows, bytesRead };
    if (csv.fault) throw unreadable(csv.fault);
  }
}

/** Strict UTF-8 in pieces; the last piece, which may be empty, says that it is the last. */
async function* decode(bytes: AsyncIterable<Uint8Array>) {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let bytesRead = 0;
  for await (const piece of bytes) {
    bytesRead += piece.length;
    const text = strictly(() => decoder.decode(piece, { stream: true }), bytesRead);
    yield { text, bytesRead, last: false };
  }
  yield { text: strictly(() => decoder.decode(), bytesRead), bytesRead, last: true };
}

/** A fault of the connection may be a TypeError too, so only the decoding itself is judged. */
function strictly(decode: () => string, bytesRead: number): string {
  try {
    return decode();
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new UnreadableFile(
      "NOT_UTF8",
      `The file is not UTF-8 text: a byte near ${bytesRead} cannot be read. ` +
        `Save it as "CSV UTF-8" and upload it again.`,
    );
  }
}

/** The dialect, guessed from the beginning. */
function dialectOf(text: string): Dialect {
  const seen = text.slice(0, DIALECT_CHARS);
  const lastLineEnd = Math.max(seen.lastIndexOf("\n"), seen.lastIndexOf("\r"));
  const whole = seen.length < text.length && lastLineEnd > 0 ? seen.slice(0, lastLineEnd) : seen;
  return { delimiter: delimiterOf(whole), crEndsRow: Papa.parse(whole).meta.linebreak === "\r" };
}

/**
 * The delimiter that gives the most even rows with the fewest misplaced quotes, and then the most
 * columns. (Papa's own guess takes what stands in quotes for a delimiter.) A comma where none does.
 */
function delimiterOf(text: string): string {
  let best = { delimiter: ",", faults: Infinity, width: 0 };
  for (const delimiter of DELIMITERS) {
    const options = { delimiter, preview: DIALECT_ROWS, skipEmptyLines: true };
    const { data, errors } = Papa.parse<string[]>(text, options);
    const width = data.reduce((sum, row) => sum + row.length, 0) / data.length;
    const uneven = data.map((row, i) => Math.abs(row.length - data[Math.max(i - 1, 0)]!.length));
    const faults = uneven.reduce((sum, by) => sum + by, errors.length);
    const better = faults < best.faults || faults === best.faults && width > best.width;
    if (width >= 1.99 && better) best = { delimiter, faults, width };
  }
  return best.delimiter;
}

function unreadable({ kind, line }: RowFault): UnreadableFile {
  if (kind === "too long") {
    return new UnreadableFile(
      "ROW_TOO_LONG",
      `The row on line ${line} is longer than ${MAX_ROW_CHARS} characters. ` +
        `Shorten it, or check that the file's lines end where they should, and upload it again.`,
    );
  }
  return new UnreadableFile(
    "UNCLOSED_QUOTE",
    `A quote that opens in the row on line ${line} is never closed. ` +
      `Add the missing " and upload the file again.`,
  );
}
