/** The size of a job's past, counted in the log before any of it is read. */
import { type EventType, jobStream, reviewStream, rowsStream } from "@rollcall/contracts";
import { clearBytes, type EventStore } from "@rollcall/event-store";

export interface PastSize {
  /** facts (weight.ts), but for what is sealed or said as a set: that is counted while it is read */
  lines: number;
  /** of the events, about as they are in clear */
  bytes: number;
}

/** Where an event says how many lines it has beside its own; the same in every version of it. */
const LINES: Record<EventType, { count: string } | { list: string } | undefined> = {
  RowsParsed: { count: "rowCount" },
  IssuesOpened: { list: "issues" },
  IssuesRevised: { list: "issues" },
  IssuesResolved: { list: "resolutions" },
  RowsMerged: { list: "merges" },
  RowsEdited: { count: "rowCount" },
  RowsExcluded: undefined,
  RowsBroughtBack: undefined,
  RowsChangeUndone: undefined,
  IssuesReopened: undefined,
  ReviewRestored: undefined,
  JobCreated: undefined,
  UploadKeyUsed: undefined,
  ParsingStarted: undefined,
  FileRecognized: undefined,
  ParsingCompleted: undefined,
  ParsingFailed: undefined,
  DedupeCompleted: undefined,
  JobFinalized: undefined,
  JobFailed: undefined,
  JobRetried: undefined,
  JobDeleted: undefined,
  MappingRemembered: undefined,
};

/**
 * A job's past up to `position`. The lines of one that has more than `maxBytes` are not counted: to
 * count them its decisions have to be parsed.
 */
export async function sizeOfPast(
  { sql }: EventStore,
  jobId: string,
  position: number,
  maxBytes: number,
): Promise<PastSize> {
  const streams = [jobStream(jobId), rowsStream(jobId), reviewStream(jobId)];
  const [{ bytes } = { bytes: 0 }] = await sql<{ bytes: number }[]>`
    select coalesce(sum(${
    clearBytes(sql)
  }) filter (where position <= ${position}), 0)::float8 as bytes
      from event_store.event
     where stream_id = any(${streams})`;
  if (bytes > maxBytes) return { bytes, lines: 0 };
  const known = Object.entries(LINES).flatMap(([type, at]) => at ? [{ type, ...at }] : []);
  const count = known.map((at) => "count" in at ? at.count : null);
  const list = known.map((at) => "list" in at ? at.list : null);
  const [{ lines } = { lines: 0 }] = await sql<{ lines: number }[]>`
    select coalesce(sum(1 + coalesce((data ->> at.count)::int, json_array_length(data -> at.list), 0))
             filter (where position <= ${position}), 0)::float8 as lines
      from event_store.event
      left join unnest(${known.map(({ type }) => type)}::text[], ${count}::text[], ${list}::text[])
             as at (type, count, list) using (type)
     where stream_id = any(${streams})`;
  return { bytes, lines };
}
