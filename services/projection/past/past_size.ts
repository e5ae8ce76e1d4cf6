/** What a job's past comes to, counted in the log before any of it is read. */
import { jobStream, reviewStream, rowsStream } from "@rollcall/contracts";
import type { EventStore } from "@rollcall/event-store";

export interface PastSize {
  /** facts (weight.ts), but for what is sealed or said as a set: that is counted while it is read */
  lines: number;
  /** of the events, as the log holds them */
  bytes: number;
}

/**
 * A job's past up to `position`. The lines of one that has more than `maxBytes` are not counted: to
 * count them its decisions have to be parsed. What is named here is the same in every version of the
 * contracts.
 */
export async function sizeOfPast(
  { sql }: EventStore,
  jobId: string,
  position: number,
  maxBytes: number,
): Promise<PastSize> {
  const streams = [jobStream(jobId), rowsStream(jobId), reviewStream(jobId)];
  const [{ bytes } = { bytes: 0 }] = await sql<{ bytes: number }[]>`
    select coalesce(sum(bytes) filter (where position <= ${position}), 0)::float8 as bytes
      from event_store.event
     where stream_id = any(${streams})`;
  if (bytes > maxBytes) return { bytes, lines: 0 };
  const [{ lines } = { lines: 0 }] = await sql<{ lines: number }[]>`
    select coalesce(sum(1 + coalesce(case type
             when 'RowsParsed' then (data ->> 'rowCount')::int
             when 'IssuesOpened' then json_array_length(data -> 'issues')
             when 'IssuesRevised' then json_array_length(data -> 'issues')
             when 'IssuesResolved' then json_array_length(data -> 'resolutions')
             when 'RowsMerged' then json_array_length(data -> 'merges')
           end, 0)) filter (where position <= ${position}), 0)::float8 as lines
      from event_store.event
     where stream_id = any(${streams})`;
  return { bytes, lines };
}
