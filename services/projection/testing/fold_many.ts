/**
 * Folds the backlog of a projection that was down while large files arrived: many events of full
 * batches, and as many of few long rows. Prints the resulting rows. Test only: the caller limits
 * its memory.
 */
import { type Fact, rowsStream } from "@rollcall/contracts";
import { newId } from "@rollcall/event-store";
import { append, jobCreated, metadata, parsedRows, rowsParsed } from "./events.ts";
import { createWorld, type World } from "./world.ts";

/** Per file: in total some 30 MB of rows. */
const EVENTS = 120;
/** The parser's maximum per event. */
const EVENT_BYTES = 256 << 10;

const world = await createWorld();
try {
  await appendRows(world, 500, "met");
  await appendRows(world, 4, "x".repeat(EVENT_BYTES / 4 - 200));
  await world.projector.catchUp();
  const [told] = await world.sql`select sum(total_rows)::int as rows from read_models.jobs`;
  console.log(JSON.stringify({ ...told, events: EVENTS }));
} finally {
  await world.close();
}

async function appendRows({ store }: World, rows: number, notes: string): Promise<void> {
  const jobId = newId();
  await append(store, [jobCreated(jobId)]);
  for (let at = 0; at < EVENTS; at++) {
    const first = at * rows + 1;
    const ids = Array.from({ length: rows }, (_, i) => first + i);
    const change = Object.fromEntries(ids.map((id) => [id, { notes }]));
    const fact: Fact = rowsParsed(jobId, first, parsedRows(first, first + rows - 1, change));
    const events = [{ ...fact, id: newId(), metadata: metadata() }];
    await store.append([{ stream: rowsStream(jobId), expectedVersion: at, events }]);
  }
}
