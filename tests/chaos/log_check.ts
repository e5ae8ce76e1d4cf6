/** The log as a whole: dense, without repeats, and with every subscription at its head. */
import type { Sql } from "@rollcall/event-store";
import type { Difference } from "./judge.ts";

/** Positions from 1 without a gap, versions of each stream likewise. Ids are unique by a key. */
export async function judgeLog(sql: Sql): Promise<Difference[]> {
  const [log] = await sql<{ events: number; head: number }[]>`
    select count(*) as events, coalesce(max(position), 0) as head from event_store.event`;
  const gaps = await sql<{ stream_id: string }[]>`
    select stream_id from event_store.event
     group by stream_id having count(*) <> max(version) or min(version) <> 1`;
  const found = gaps.map(({ stream_id }): Difference => ({
    kind: "lost",
    what: `${stream_id} has a gap in its versions`,
  }));
  if (log!.events !== log!.head) {
    const what = `the log has ${log!.events} events, but its head is ${log!.head}`;
    found.push({ kind: "lost", what });
  }
  return found;
}

/** Whether relay, sweeps and projection have all come to the head of the log. */
export async function isQuiet(sql: Sql): Promise<boolean> {
  const [state] = await sql<{ head: number; least: number; readers: number }[]>`
    select (select coalesce(max(position), 0) from event_store.event) as head,
           (select coalesce(min(position), 0) from event_store.checkpoint) as least,
           (select count(*) from event_store.checkpoint) as readers`;
  return state!.readers >= READERS && state!.least === state!.head;
}

/** relay, three sweeps, one projection. */
const READERS = 5;
