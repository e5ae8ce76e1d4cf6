/** A ZIP archive that is made while it is read: what was read is in memory no more. */
import { Zip, ZipDeflate } from "fflate";

export interface ZipEntry {
  path: string;
  /** the file's text, piece by piece */
  text: AsyncIterable<string> | Iterable<string>;
}

/** The archive's bytes, entry by entry. */
export async function* zipped(entries: ZipEntry[]): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  const ready: Uint8Array[] = [];
  const archive = new Zip((error, bytes) => {
    if (error) throw error;
    if (bytes.length > 0) ready.push(bytes);
  });
  for (const { path, text } of entries) {
    const file = new ZipDeflate(path);
    archive.add(file);
    for await (const piece of text) {
      file.push(encoder.encode(piece));
      yield* ready.splice(0);
    }
    file.push(new Uint8Array(), true);
  }
  archive.end();
  yield* ready.splice(0);
}
