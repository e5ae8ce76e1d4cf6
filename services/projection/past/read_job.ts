/** One job's events out of its three streams, in the order of the log, up to a position. */
import { jobStream, type RecordedEvent, reviewStream, rowsStream } from "@rollcall/contracts";
import type { EventStore } from "@rollcall/event-store";

/** What one stream brings into memory at a time. */
const LIMIT = { maxEvents: 500, maxBytes: 2 << 20 };

/**
 * @param until a position that the log has reached: what was appended since then is left out, so
 * that two readings answer the same
 */
export async function* readJob(
  store: EventStore,
  jobId: string,
  until: number,
): AsyncGenerator<RecordedEvent> {
  const streams = [jobStream(jobId), rowsStream(jobId), reviewStream(jobId)]
    .map((stream) => store.readStream(stream, 0, LIMIT));
  const heads = await Promise.all(streams.map((stream) => next(stream, until)));
  for (;;) {
    let first = -1;
    heads.forEach((head, i) => {
      if (head && (first < 0 || head.position < heads[first]!.position)) first = i;
    });
    if (first < 0) return;
    yield heads[first]!;
    heads[first] = await next(streams[first]!, until);
  }
}

async function next(
  stream: AsyncGenerator<RecordedEvent>,
  until: number,
): Promise<RecordedEvent | undefined> {
  const { value } = await stream.next();
  return value && value.position <= until ? value : undefined;
}
