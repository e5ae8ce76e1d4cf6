/**
 * An object as a stream, fetched range by range. Each range is read off the network at once and
 * buffered, so no connection is idle while the reader works: the store, or our own client, would
 * take that for an outage and close it. One range is read ahead; all are of one version (ETag).
 */
import { MAX_UPLOAD_BYTES } from "@rollcall/contracts/upload-limit";

/** Per request: a file fits in one, unless the limit is raised. Two are buffered. */
const RANGE_BYTES = MAX_UPLOAD_BYTES;

export interface FetchedRange {
  bytes: Uint8Array;
  /** of the whole object */
  totalBytes: number;
  etag: string | undefined;
}

/**
 * Fetches the bytes from `first` to `last` inclusive; fewer if the object ends earlier.
 * @param etag the version to read; undefined for any
 * @returns undefined if there is no such object
 */
export type FetchRange = (
  first: number,
  last: number,
  etag: string | undefined,
) => Promise<FetchedRange | undefined>;

/** The object, or undefined if there is none. The stream fails if a fetch does. */
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
      // The error surfaces when the reader gets there.
      ahead?.catch(() => {});
      if (bytes.length) controller.enqueue(bytes);
      if (!ahead) controller.close();
    },
  }, { highWaterMark: 0 });
}
