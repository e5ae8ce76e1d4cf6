/**
 * Reads a text file as rows: encoding, delimiter and line ends are detected unless requested.
 * Beyond its buffered beginning, a file of any length is streamed.
 */
import { fileFaults } from "@rollcall/contracts/file-faults";
import { CsvRows, type RowFault } from "./csv_rows.ts";
import { decode, type TextPiece } from "./decode.ts";
import { DIALECT_CHARS, dialectOf } from "./dialect.ts";
import { judgeEncoding } from "./encoding.ts";
import { readHead } from "./file_head.ts";
import { MAX_ROW_CHARS, type OpenedRows, type TableChunk, type TableOptions } from "./table.ts";
import { Yielder } from "./yielder.ts";
import { UnreadableFile } from "./unreadable_file.ts";
import { WorkBudget } from "./work_budget.ts";

/**
 * All rows of a text file. Blank lines are skipped, but count as lines.
 * @throws UnreadableFile if it is not text; reading the chunks may throw it too
 */
export async function textTable(
  bytes: AsyncIterable<Uint8Array>,
  options: TableOptions,
): Promise<OpenedRows> {
  const partial = options.partial ?? false;
  const turns = new Yielder(options.turn);
  const { head, ended, pieces } = await readHead(bytes);
  const encoding = await judgeEncoding(head, ended && !partial, options, turns);
  const texts = decode(pieces, encoding, partial);
  const begin: TextPiece[] = [];
  for (let chars = 0; chars <= DIALECT_CHARS;) {
    const { done, value } = await texts.next();
    if (done) break;
    begin.push(value);
    chars += value.text.length;
  }
  const beginning = begin.map(({ text }) => text).join("");
  const dialect = dialectOf(beginning, options, partial);
  const { width } = dialect;
  const budget = WorkBudget.ofText();
  const csv = new CsvRows(dialect, budget, { firstLine: 1 + dialect.skipLines, partial, width });
  return {
    info: {
      encoding: encoding.name,
      delimiter: dialect.delimiter,
      sheet: null,
      sheets: [],
    },
    encodingGuess: encoding.guess,
    chunks: rowsOf(csv, dialect.skipChars, begin, texts, turns),
  };
}

async function* rowsOf(
  csv: CsvRows,
  skipChars: number,
  begin: TextPiece[],
  rest: AsyncGenerator<TextPiece>,
  turns: Yielder,
): AsyncGenerator<TableChunk> {
  let skip = skipChars;
  const pieces = async function* () {
    yield* begin;
    yield* rest;
  };
  for await (const { text, bytesRead, last } of pieces()) {
    for await (const rows of turns.between(csv.push(text.slice(skip), last))) {
      if (rows.length) yield { rows, bytesRead };
    }
    skip = Math.max(0, skip - text.length);
    if (csv.fault) throw csv.fault.kind === "too much" ? csv.budget.refusal : unreadable(csv.fault);
  }
}

function unreadable({ kind, line }: RowFault): UnreadableFile {
  if (kind === "too long") {
    return new UnreadableFile(
      "ROW_TOO_LONG",
      fileFaults.write("longRow", { line: `${line}`, most: MAX_ROW_CHARS }),
    );
  }
  return new UnreadableFile("UNCLOSED_QUOTE", fileFaults.write("openQuote", { line: `${line}` }));
}
