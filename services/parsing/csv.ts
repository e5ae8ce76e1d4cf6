/**
 * Bytes of a CSV file as rows, in chunks, so that a file of any length passes through a small
 * memory. UTF-8, with or without a byte-order mark; delimiter and line ends are found out.
 */
// @ts-types="@types/papaparse"
import Papa from "papaparse";

/** A row with the line of the file on which it begins, counted from 1. */
export interface CsvRow {
  line: number;
  values: string[];
}

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

/** Characters of one row at most; a quote that is never closed would else swallow the file. */
const MAX_ROW_CHARS = 1 << 20;
/** Characters that the guess of the dialect wants to see, where the file has them. */
const DIALECT_CHARS = 16 << 10;

/**
 * Reads a CSV file. Blank lines are skipped, but count as lines.
 * @throws UnreadableFile where the bytes are not UTF-8, or a row does not end
 */
export async function* readCsv(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<CsvChunk> {
  const lines = new LineCounter();
  let parser: Papa.Parser | undefined;
  let pending = "";
  for await (const { text, bytesRead, last } of decode(bytes)) {
    pending += text;
    if (!pending || !parser && !last && pending.length < DIALECT_CHARS) continue;
    parser ??= new Papa.Parser({ ...dialectOf(pending), quoteChar: '"' });
    const { data, errors, meta } = parser.parse(pending, 0, !last);
    pending = last ? "" : pending.slice(meta.cursor);
    const rows = lines.number(data as string[][]);
    if (last && errors.some((error: Papa.ParseError) => error.code === "MissingQuotes")) {
      throw unclosedQuote(lines.lastStart);
    }
    if (pending.length > MAX_ROW_CHARS) throw unclosedQuote(lines.next);
    if (rows.length) yield { rows, bytesRead };
  }
}

/** Strict UTF-8 in pieces; the last piece, which may be empty, says that it is the last. */
async function* decode(bytes: AsyncIterable<Uint8Array>) {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let bytesRead = 0;
  try {
    for await (const piece of bytes) {
      bytesRead += piece.length;
      yield { text: decoder.decode(piece, { stream: true }), bytesRead, last: false };
    }
    yield { text: decoder.decode(), bytesRead, last: true };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UnreadableFile(
      "NOT_UTF8",
      `The file is not UTF-8 text: a byte near ${bytesRead} cannot be read. ` +
        `Save it as "CSV UTF-8" and upload it again.`,
    );
  }
}

/** Delimiter and line end, guessed from the beginning; a single column reads as comma-separated. */
function dialectOf(text: string): { delimiter: string; newline: "\r" | "\n" | "\r\n" } {
  const { meta } = Papa.parse(text, { preview: 20 });
  return {
    delimiter: meta.delimiter || ",",
    newline: (meta.linebreak || "\n") as "\r" | "\n" | "\r\n",
  };
}

/** Knows the line on which each row begins: values may hold line ends, blank lines are rows too. */
class LineCounter {
  next = 1;
  lastStart = 1;

  number(data: string[][]): CsvRow[] {
    const rows: CsvRow[] = [];
    for (const values of data) {
      this.lastStart = this.next;
      this.next += 1;
      for (const value of values) {
        if (value.includes("\n") || value.includes("\r")) this.next += lineEnds(value);
      }
      if (values.some((value) => value.trim())) rows.push({ line: this.lastStart, values });
    }
    return rows;
  }
}

const lineEnds = (value: string) => value.match(/\r\n|\r|\n/g)!.length;

function unclosedQuote(line: number): UnreadableFile {
  return new UnreadableFile(
    "UNCLOSED_QUOTE",
    `A quote that opens in the row on line ${line} is never closed. ` +
      `Add the missing " and upload the file again.`,
  );
}
