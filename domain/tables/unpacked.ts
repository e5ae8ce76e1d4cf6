/**
 * The one list in a zip or gzip archive. What comes out is counted while it does: a few bytes can be
 * made to swell into gigabytes, and what an archive says of itself may be untrue.
 */
import { formatNumber } from "@rollcall/contracts/in-words";
import { MAX_UPLOAD_BYTES } from "@rollcall/contracts/upload-limit";
import { joined } from "./file_head.ts";
import { UnreadableFile } from "./unreadable_file.ts";
import type { Yielder } from "./yielder.ts";
import { ZipParts } from "./zip_parts.ts";

/** Of a list, unpacked: as long as a file may be that is uploaded as it is. */
const UNPACKED_BYTES = MAX_UPLOAD_BYTES;
/** Names that a sentence lists, and how much of each. */
const LISTED = 5, LISTED_CHARS = 80;
/** What is inflated at once: a thousandfold of it at the worst. */
const PIECE_BYTES = 4 << 10;

const LIST = /\.(?:csv|tsv|tab|txt|vcf|vcard|json|jsonl|ndjson|xlsx)$/i;
/** What a Mac puts beside the files, and what hides. */
const BESIDE = /(?:^|\/)(?:__macosx\/|\.)|\/$/i;

export const isGzip = (bytes: Uint8Array) => bytes[0] === 0x1f && bytes[1] === 0x8b;
export const isZip = (bytes: Uint8Array) =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04;

/** @throws UnreadableFile where it is damaged, or more than a file may have */
export async function gunzipped(bytes: Uint8Array, turns: Yielder): Promise<Uint8Array> {
  let from = 0, length = 0;
  const source = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (from >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(from, from += PIECE_BYTES));
    },
  });
  const pieces: Uint8Array[] = [];
  try {
    for await (const piece of source.pipeThrough(new DecompressionStream("gzip"))) {
      length += piece.length;
      if (length > UNPACKED_BYTES) throw tooLarge();
      pieces.push(piece);
      await turns.pause();
    }
  } catch (error) {
    throw error instanceof UnreadableFile ? error : damaged();
  }
  return joined(pieces);
}

/**
 * The list's bytes; undefined where the archive is a workbook itself.
 * @throws UnreadableFile where it is damaged, holds no list or several, or one that is too large
 */
export async function unzipped(
  bytes: Uint8Array,
  turns: Yielder,
): Promise<Uint8Array | undefined> {
  try {
    const zip = await ZipParts.of(bytes, turns, UNPACKED_BYTES);
    if (zip.has("[Content_Types].xml") || zip.has("content.xml")) return undefined;
    const names = [...zip.entries.values()].map(({ fileName }) => fileName)
      .filter((name) => !BESIDE.test(name));
    const lists = names.filter((name) => LIST.test(name));
    if (lists.length !== 1) throw notOne(lists, names);
    const pieces: Uint8Array[] = [];
    for await (const piece of zip.read(lists[0]!)) pieces.push(piece.slice());
    return joined(pieces);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    // As an archive's, what is wrong with a workbook.
    if (error.code === "WORKBOOK_DAMAGED") throw damaged();
    if (error.code === "WORKBOOK_TOO_LARGE") throw tooLarge();
    throw error.code === "WORKBOOK_PROTECTED" ? locked() : error;
  }
}

function notOne(lists: string[], names: string[]): UnreadableFile {
  const shown = (all: string[]) =>
    all.slice(0, LISTED).map((name) => JSON.stringify(name.slice(0, LISTED_CHARS))).join(", ") +
    (all.length > LISTED ? ` and ${all.length - LISTED} more` : "");
  const what = lists.length
    ? `holds ${lists.length} lists: ${shown(lists)}. Upload each of them separately.`
    : names.length
    ? `holds no list, but ${
      shown(names)
    }. Pack one .csv, .xlsx, .vcf or .json file, or upload it as it is.`
    : "holds no file. Pack one .csv, .xlsx, .vcf or .json file, or upload it as it is.";
  return new UnreadableFile("ARCHIVE_NOT_ONE_LIST", `The archive ${what}`);
}

const damaged = () =>
  new UnreadableFile(
    "ARCHIVE_DAMAGED",
    "The archive is damaged. Pack the file again, or upload it as it is.",
  );

const tooLarge = () =>
  new UnreadableFile(
    "ARCHIVE_TOO_LARGE",
    `The archive unpacks to more than ${formatNumber(UNPACKED_BYTES)} bytes. Split the ` +
      `list and upload its parts.`,
  );

const locked = () =>
  new UnreadableFile(
    "ARCHIVE_PROTECTED",
    "The archive is protected by a password. Pack the file without one, or upload it as it is.",
  );
