/** Files of objects, vCards and JSON, as tables. They are read whole: a key may first come last. */
import { decode } from "./decode.ts";
import { judgeEncoding, shownEncoding } from "./encoding.ts";
import { readHead } from "./file_head.ts";
import { jsonTable, seemsJson } from "./json_rows.ts";
import type { ObjectTable } from "./object_rows.ts";
import type { OpenedRows, TableChunk, TableInfo, TableOptions } from "./table.ts";
import { UnreadableFile } from "./unreadable_file.ts";
import { seemsVcard, vcardTable } from "./vcard_rows.ts";
import { WorkBudget } from "./work_budget.ts";
import { Yielder } from "./yielder.ts";

/** How much of a file's beginning shows its kind. */
export const KIND_BYTES = 1024;
/** Rows that are given at once. */
const CHUNK_ROWS = 500;

/** Whether a file's beginning is that of vCards or of JSON, in Unicode or as good as that. */
export function seemsObjects(bytes: Uint8Array): boolean {
  const begin = bytes.subarray(0, KIND_BYTES);
  const text = new TextDecoder(shownEncoding(begin) ?? "utf-8").decode(begin);
  return seemsVcard(text) || seemsJson(text);
}

/** @throws UnreadableFile where they are broken, or only a part of the file was sent */
export async function objectTable(
  bytes: Uint8Array,
  options: TableOptions,
): Promise<Omit<OpenedRows, "info"> & { info: TableInfo; headers: string[] }> {
  if (options.partial) {
    throw new UnreadableFile("FILE_CUT", "A file of vCards or JSON can only be read whole.");
  }
  const turns = new Yielder(options.turn);
  const { head, ended, pieces } = await readHead(inOnePiece(bytes));
  const encoding = await judgeEncoding(head, ended, options, turns);
  const texts: string[] = [];
  for await (const { text } of decode(pieces, encoding, false)) {
    texts.push(text);
    await turns.pause();
  }
  const text = texts.join("");
  const budget = WorkBudget.ofText();
  const table = seemsVcard(text) ? vcardTable(text, budget) : jsonTable(text, budget);
  const info = { encoding: encoding.name, delimiter: null, headerRow: 1, sheet: null, sheets: [] };
  const chunks = chunksOf(table, bytes.length);
  return { info, encodingGuess: encoding.guess, headers: table.headers, chunks };
}

async function* chunksOf({ rows }: ObjectTable, sizeBytes: number): AsyncGenerator<TableChunk> {
  for (let from = 0; from < rows.length; from += CHUNK_ROWS) {
    const share = Math.min(1, (from + CHUNK_ROWS) / rows.length);
    yield { rows: rows.slice(from, from + CHUNK_ROWS), bytesRead: Math.floor(sizeBytes * share) };
    await Promise.resolve();
  }
}

async function* inOnePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}
