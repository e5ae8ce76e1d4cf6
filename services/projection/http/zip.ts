/** A ZIP archive produced while it is read: nothing that was read stays in memory. */
import { createDeflateRaw } from "node:zlib";
import { Zip, ZipPassThrough } from "fflate";

export interface ZipEntry {
  path: string;
  /** the file's text, piece by piece */
  text: AsyncIterable<string> | Iterable<string>;
}

/** The archive's bytes, entry by entry. */
export async function* zipped(
  entries: AsyncIterable<ZipEntry> | Iterable<ZipEntry>,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  const ready: Uint8Array[] = [];
  const archive = new Zip((error, bytes) => {
    if (error) throw error;
    if (bytes.length > 0) ready.push(bytes);
  });
  for await (const { path, text } of entries) {
    const file = new Deflated(path);
    archive.add(file);
    try {
      for await (const piece of text) {
        await file.write(encoder.encode(piece));
        yield* ready.splice(0);
      }
      await file.end();
    } finally {
      file.close();
    }
  }
  archive.end();
  yield* ready.splice(0);
}

/** A file of an archive, compressed by zlib: it takes a third of what the same costs in JavaScript. */
class Deflated extends ZipPassThrough {
  override compression = 8;
  readonly #deflate = createDeflateRaw();
  #written = waiting();

  constructor(path: string) {
    super(path);
    this.#deflate.on("data", (bytes: Uint8Array<ArrayBuffer>) => this.ondata(null, bytes, false));
    this.#deflate.on("error", (error) => this.#written.reject(error));
    this.#deflate.on("end", () => {
      this.ondata(null, new Uint8Array(), true);
      this.#written.resolve();
    });
  }

  /** Resolves once they are compressed. */
  async write(bytes: Uint8Array): Promise<void> {
    this.#written = waiting();
    this.push(bytes);
    await this.#written.promise;
  }

  async end(): Promise<void> {
    this.#written = waiting();
    this.push(new Uint8Array(), true);
    await this.#written.promise;
  }

  /** Gives back what zlib holds; whatever is under way ends there. */
  close(): void {
    this.#deflate.destroy();
  }

  /** Called by `push`, which has counted the bytes and their checksum. */
  protected override process(bytes: Uint8Array, isLast: boolean): void {
    if (isLast) this.#deflate.end();
    else this.#deflate.write(bytes, () => this.#written.resolve());
  }
}

/** Whoever does not wait for it is not told of a fault. */
function waiting(): PromiseWithResolvers<void> {
  const written = Promise.withResolvers<void>();
  written.promise.catch(() => {});
  return written;
}
