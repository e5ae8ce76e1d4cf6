/**
 * The bytes of a stored file, all of them or a fault. A connection that ends early, or brings nothing
 * any more, must not look like the end of the file: the rows behind it would be missing for good.
 */

/** Thrown where the file's bytes do not come; the next try may get them. */
export class FileCutShort extends Error {
  override name = "FileCutShort";
}

const STALL_MS = 60_000;

/**
 * @param stallMs how long the next bytes may take
 * @throws FileCutShort where they take longer, or end at another number than `sizeBytes`
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
    // A source that hangs may never answer this either.
    reader.cancel().catch(() => {});
  }
  if (bytes === sizeBytes) return;
  throw new FileCutShort(
    `the file has ${sizeBytes} bytes, but ${bytes} came; it is to be read again`,
  );
}

async function next(reader: ReadableStreamDefaultReader<Uint8Array>, ms: number, bytes: number) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stalled = new Promise<never>((_, reject) => {
    const error = new FileCutShort(
      `no bytes of the file came for ${ms} ms, after ${bytes} of them`,
    );
    timer = setTimeout(() => reject(error), ms);
  });
  try {
    return await Promise.race([reader.read(), stalled]);
  } finally {
    clearTimeout(timer);
  }
}
