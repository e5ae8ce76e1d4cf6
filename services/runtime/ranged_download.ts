/**
 * An object as a stream, fetched range by range. Each range comes off the network at once and waits in
 * memory, so that no connection stands idle while the reader works: the store, or our own client,
 * would take that for an outage and cut it. One range is read ahead; all are of one version (ETag).
 */

/** Of one request; a file of the default MAX_UPLOAD_BYTES comes whole. Two of them are held. */
const RANGE_BYTES = 5 << 20;

export interface FetchedRange {
  bytes: Uint8Array;
  /** of the whole object */
  totalBytes: number;
  etag: string | undefined;
}

/**
 * Fetches the bytes from `first` to `last`, both included; fewer where the object ends before.
 * @param etag the version that they must be of; undefined for any
 * @returns undefined where there is no such object
 */
export type FetchRange = (
  first: number,
  last: number,
  etag: string | undefined,
) => Promise<FetchedRange | undefined>;

/** The object, or undefined where there is none. The stream fails where a fetch does. */
export async function rangedDownload(
  fetch: FetchRange,
  rangeBytes = RANGE_BYTES,
): Promise<ReadableStream<Uint8Array> | undefined> {
  const first = await fetch(0, rangeBytes - 1, undefined);
  if (!first) return undefined;
  const { totalBytes, etag } = first;
  let ahead: Promise<Uint8Array> | undefined = Promise.resolve(first.bytes);
  let fetched = first.bytes.length;

  const next = async (): Promise<Uint8Array> => {
    const from = fetched;
    const range = await fetch(from, Math.min(from + rangeBytes, totalBytes) - 1, etag);
    if (!range?.bytes.length) throw new Error(`the object has no bytes from ${from} on any more`);
    fetched += range.bytes.length;
    return range.bytes;
  };
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const bytes = await ahead!;
      ahead = fetched < totalBytes ? next() : undefined;
      // It is told when the reader comes to it.
      ahead?.catch(() => {});
      if (bytes.length) controller.enqueue(bytes);
      if (!ahead) controller.close();
    },
  }, { highWaterMark: 0 });
}
