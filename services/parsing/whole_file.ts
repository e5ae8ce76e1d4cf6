/**
 * The bytes of a stored file: all of them, or an error. A connection that ends early or stalls must
 * not look like the end of the file: the remaining rows would be lost for good.
 */
import pTimeout from "p-timeout";

/** Thrown if the file's bytes do not arrive; a retry may get them. */
export class FileCutShort extends Error {
  override name = "FileCutShort";
}

const STALL_MS = 60_000;

/**
 * @param stallMs how long the next bytes may take
 * @throws FileCutShort if they take longer, or end before or after `sizeBytes`
 */
export async function* wholeFile(
  file: ReadableStream<Uint8Array>,
  sizeBytes: number,
  stallMs = STALL_MS,
): AsyncGenerator<Uint8Array> {
  const reader = file.getReader();
  let bytes = 0;
  try {
    for (;;) {
      const piece = await next(reader, stallMs, bytes);
      if (piece.done) break;
      bytes += piece.value.length;
      yield piece.value;
    }
  } finally {
    // A hanging source may never settle this either.
    reader.cancel().catch(() => {});
  }
  if (bytes === sizeBytes) return;
  throw new FileCutShort(
    `the file has ${sizeBytes} bytes, but ${bytes} came; it is to be read again`,
  );
}

async function next(reader: ReadableStreamDefaultReader<Uint8Array>, ms: number, bytes: number) {
  const stalled = () => {
    throw new FileCutShort(`no bytes of the file came for ${ms} ms, after ${bytes} of them`);
  };
  return await pTimeout(reader.read(), { milliseconds: ms, fallback: stalled });
}
