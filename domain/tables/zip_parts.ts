/**
 * The parts of a zip archive in memory. A part is inflated only when it is read, and the real
 * output is counted over all parts: a few bytes can be crafted to inflate to gigabytes, and the
 * stated sizes may be wrong.
 */
import { Buffer } from "node:buffer";
import { type Entry, fromBufferPromise, type ZipFile } from "yauzl";
import { formatNumber } from "@rollcall/contracts/in-words";
import { cut } from "./file_head.ts";
import type { Yielder } from "./yielder.ts";
import { UnreadableFile } from "./unreadable_file.ts";

/** Inflated bytes per archive: a list of 5 MiB inflates about tenfold. */
const INFLATED_BYTES = 64 << 20;
/** Parts per archive; a workbook has a few for each of its sheets. */
const MAX_ENTRIES = 4_096;
/** Compressed bytes inflated at once: at worst they grow a thousandfold. */
const PIECE_BYTES = 4 << 10;
/** Inflated bytes returned at once: as XML that may be a thousand cells. */
const GIVEN_BYTES = 4 << 10;
/** Compression methods. */
const STORED = 0, DEFLATED = 8;

export class ZipParts {
  #inflated = 0;

  private constructor(
    readonly archive: Uint8Array,
    readonly zip: ZipFile,
    readonly entries: Map<string, Entry>,
    readonly turns: Yielder,
    readonly limitBytes: number,
  ) {}

  /** @throws UnreadableFile if it is not an archive, or has too many parts */
  static async of(
    archive: Uint8Array,
    turns: Yielder,
    limitBytes = INFLATED_BYTES,
  ): Promise<ZipParts> {
    const entries = new Map<string, Entry>();
    const buffer = Buffer.from(archive.buffer, archive.byteOffset, archive.length);
    try {
      const zip = await fromBufferPromise(buffer);
      for await (const entry of zip.eachEntry()) {
        if (entries.size >= MAX_ENTRIES) throw tooMany();
        const path = keyOf(entry.fileName);
        if (!entries.has(path)) entries.set(path, entry);
      }
      return new ZipParts(archive, zip, entries, turns, limitBytes);
    } catch (error) {
      throw error instanceof UnreadableFile ? error : damaged();
    }
  }

  has(path: string): boolean {
    return this.entries.has(keyOf(path));
  }

  /** A part's stated inflated size; 0 if there is no such part. */
  statedBytes(path: string): number {
    return this.entries.get(keyOf(path))?.uncompressedSize ?? 0;
  }

  /**
   * A part's bytes in small chunks; none if there is no such part. It is measured first: an
   * oversized part yields nothing, so that its first million rows are not stored.
   * @throws UnreadableFile, see above
   */
  async *read(path: string): AsyncGenerator<Uint8Array> {
    const entry = this.entries.get(keyOf(path));
    if (!entry) return;
    try {
      const packed = await this.#packed(entry);
      for await (const bytes of inflated(packed, entry.compressionMethod)) {
        this.#inflated += bytes.length;
        if (this.#inflated > this.limitBytes) throw swollen(this.limitBytes);
        await this.turns.pause();
      }
      for await (const bytes of inflated(packed, entry.compressionMethod)) {
        yield* this.turns.between(cut(bytes, GIVEN_BYTES));
      }
    } catch (error) {
      throw error instanceof UnreadableFile ? error : damaged();
    }
  }

  async #packed(entry: Entry): Promise<Uint8Array> {
    if (entry.isEncrypted()) throw locked();
    const { fileDataStart } = await this.zip.readLocalFileHeaderPromise(entry, { minimal: true });
    return this.archive.subarray(fileDataStart, fileDataStart + entry.compressedSize);
  }
}

async function* inflated(packed: Uint8Array, method: number): AsyncGenerator<Uint8Array> {
  if (method === STORED) return yield packed;
  if (method !== DEFLATED) throw damaged();
  let from = 0;
  const pieces = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (from >= packed.length) return controller.close();
      controller.enqueue(packed.slice(from, from += PIECE_BYTES));
    },
  });
  yield* pieces.pipeThrough(new DecompressionStream("deflate-raw"));
}

/** Programs differ in letter case; paths are stored without a leading slash. */
const keyOf = (path: string) => path.replace(/^\/+/, "").toLowerCase();

export const damaged = () =>
  new UnreadableFile(
    "WORKBOOK_DAMAGED",
    "The workbook is damaged. Open it in Excel, save it as .xlsx and upload it again.",
  );

const swollen = (limitBytes: number) =>
  new UnreadableFile(
    "WORKBOOK_TOO_LARGE",
    `The workbook holds more than ${formatNumber(limitBytes)} bytes once it is unpacked. ` +
      `Save the sheet as "CSV UTF-8" and upload that.`,
  );

const tooMany = () =>
  new UnreadableFile("WORKBOOK_TOO_LARGE", `The workbook has more than ${MAX_ENTRIES} parts.`);

const locked = () =>
  new UnreadableFile(
    "WORKBOOK_PROTECTED",
    "The workbook is protected by a password. Save it without one and upload it again.",
  );
