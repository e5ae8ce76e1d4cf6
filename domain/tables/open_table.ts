/**
 * A table out of a file's bytes: what kind of file it is and how it is written is found out or taken
 * as asked for, the header row is found, and the rows below it come one after another. The same bytes
 * give the same table, however they are cut into pieces; whatever they hold, it ends in rows or
 * UnreadableFile.
 */
import { type Guards, guardsOf, withoutGuard } from "@rollcall/contacts";
import { splitHeader } from "./header_row.ts";
import { joined } from "./file_head.ts";
import { KIND_BYTES, objectTable, seemsObjects } from "./object_table.ts";
import { sampled } from "./sample.ts";
import type { OpenedRows, Table, TableChunk, TableOptions } from "./table.ts";
import { textTable } from "./text_table.ts";
import { UnreadableFile } from "./unreadable_file.ts";
import { gunzipped, isGzip, isZip, unzipped } from "./unpacked.ts";
import { workbookTable } from "./workbook.ts";
import { Yielder } from "./yielder.ts";

/**
 * Opens a file. The caller closes the bytes if the table is not read to its end.
 *
 * ```ts
 * const bytes = new Blob(["Name;Email\nAnn;ann@x.org\nBob;bob@x.org\n"]).stream();
 * const found = { encoding: null, delimiter: null, headerRow: null, sheet: null };
 * const { info, headers, chunks } = await openTable(bytes, { format: "csv", ...found });
 * assert.equal(info.delimiter, ";");
 * assert.deepEqual(headers, ["Name", "Email"]);
 * const rows = (await Array.fromAsync(chunks)).flatMap(({ rows }) => rows);
 * assert.deepEqual(rows[1], { line: 3, values: ["Bob", "bob@x.org"] });
 * ```
 *
 * @throws UnreadableFile if it is not of that format; reading the chunks may throw it too
 */
export async function openTable(
  bytes: AsyncIterable<Uint8Array>,
  options: TableOptions,
): Promise<Table> {
  if (options.format === "xlsx") {
    return await withHeader(await workbookTable(bytes, options), options);
  }
  const { begin, pieces } = await peeked(bytes);
  if (isGzip(begin) || isZip(begin)) return await packedTable(pieces, options);
  if (seemsObjects(begin)) return await objects(await allOf(pieces), options);
  return await withHeader(await textTable(pieces, options), options);
}

/** The table in an archive. Bytes that were read count as they lie in it. */
async function packedTable(
  pieces: AsyncIterable<Uint8Array>,
  options: TableOptions,
): Promise<Table> {
  if (options.partial) {
    throw new UnreadableFile("FILE_CUT", "An archive can only be read whole.");
  }
  const packed = await allOf(pieces);
  const turns = new Yielder(options.turn);
  const outer = isGzip(packed) ? await gunzipped(packed, turns) : packed;
  const list = isZip(outer) ? await unzipped(outer, turns) ?? outer : outer;
  const table = isZip(list)
    ? await withHeader(
      await workbookTable(inOnePiece(list), { ...options, format: "xlsx" }),
      options,
    )
    : seemsObjects(list)
    ? await objects(list, options)
    : await withHeader(await textTable(inOnePiece(list), options), options);
  const share = packed.length / Math.max(list.length, 1);
  return { ...table, sizeBytes: list.length, chunks: scaled(table.chunks, share) };
}

async function withHeader(
  { info, chunks, encodingGuess }: OpenedRows,
  options: TableOptions,
): Promise<Table> {
  const what = info.sheet === null ? "file" : "sheet";
  const { headerRow, left, above, ...split } = await splitHeader(chunks, options.headerRow, what);
  const guards = guardsIn(split.headers, info.sheet);
  const headers = split.headers.map((header) => withoutGuard(header, guards));
  const { sample: guarded, chunks: below } = await sampled(split.chunks);
  const sample = guarded.map((row) => ({
    ...row,
    values: row.values.map((value) => withoutGuard(value, guards)),
  }));
  return {
    info: { ...info, headerRow },
    encodingGuess,
    headers,
    guards,
    above,
    left,
    sample,
    chunks: below,
  };
}

async function objects(bytes: Uint8Array, options: TableOptions): Promise<Table> {
  const { info, encodingGuess, headers, chunks } = await objectTable(bytes, options);
  return {
    info,
    encodingGuess,
    headers,
    // No spreadsheet opens them, and an object is a person.
    guards: "none",
    above: [],
    left: { leftOut: [], count: () => 0 },
    ...await sampled(chunks),
  };
}

async function* scaled(
  chunks: AsyncGenerator<TableChunk>,
  share: number,
): AsyncGenerator<TableChunk> {
  for await (const { rows, bytesRead } of chunks) {
    yield { rows, bytesRead: Math.floor(bytesRead * share) };
  }
}

/** A file's beginning, and all of it. */
async function peeked(
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ begin: Uint8Array; pieces: AsyncGenerator<Uint8Array> }> {
  const source = bytes[Symbol.asyncIterator]();
  const held: Uint8Array[] = [];
  for (let length = 0; length < KIND_BYTES;) {
    const next = await source.next();
    if (next.done) break;
    held.push(next.value);
    length += next.value.length;
  }
  const begin = joined(held.map((piece) => piece.subarray(0, KIND_BYTES)));
  const pieces = async function* () {
    while (held.length) yield held.shift()!;
    for (let next; !(next = await source.next()).done;) yield next.value;
  };
  return { begin, pieces: pieces() };
}

async function allOf(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return joined(all);
}

async function* inOnePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

/** A workbook of ours has none; one that a spreadsheet made of our text file has that file's. */
function guardsIn(headers: string[], sheet: string | null): Guards {
  const guards = guardsOf(headers);
  return guards === "ours" && sheet === OUR_SHEET ? "none" : guards;
}

/** As services/projection names it in a download. */
const OUR_SHEET = "Contacts";
