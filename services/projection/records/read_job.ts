/** One job's events out of its three streams, in the order of the log. */
import { jobStream, type RecordedEvent, reviewStream, rowsStream } from "@rollcall/contracts";
import type { EventStore, ReadLimit } from "@rollcall/event-store";

/** What one stream brings into memory at a time, where nobody wants less. */
const PAGE = { maxEvents: 500, maxBytes: 512 << 10 };

/** A part of the log: behind `after`, up to `until`. */
export interface Stretch {
  after: number;
  /** a position that the log has reached: what was appended since is left out */
  until: number;
}

export async function* readJob(
  store: EventStore,
  jobId: string,
  { after, until }: Stretch,
  page: ReadLimit = PAGE,
): AsyncGenerator<RecordedEvent> {
  const streams = await Promise.all(
    [jobStream(jobId), rowsStream(jobId), reviewStream(jobId)].map(async (stream) =>
      store.readStream(stream, await versionAt(store, stream, after), page)
    ),
  );
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

/** A stream's version at a position of the log. */
async function versionAt(store: EventStore, stream: string, position: number): Promise<number> {
  if (position === 0) return 0;
  // From the stream's end, by its key: what is asked for is near it.
  const [row] = await store.sql<{ version: number }[]>`
    select version from event_store.event
     where stream_id = ${stream} and position <= ${position}
     order by stream_id desc, version desc
     limit 1`;
  return row?.version ?? 0;
}

async function next(
  stream: AsyncGenerator<RecordedEvent>,
  until: number,
): Promise<RecordedEvent | undefined> {
  const { value } = await stream.next();
  return value && value.position <= until ? value : undefined;
}

/** Where a job's events stand in a stretch of the log, ascending; at most `limit`. */
export async function positionsOf(
  store: EventStore,
  jobId: string,
  { after, until }: Stretch,
  limit: number,
): Promise<number[]> {
  const streams = [jobStream(jobId), rowsStream(jobId), reviewStream(jobId)];
  const rows = await store.sql<{ position: number }[]>`
    select position from event_store.event
     where stream_id = any(${streams}) and position > ${after} and position <= ${until}
     order by position
     limit ${limit}`;
  return rows.map((row) => row.position);
}
