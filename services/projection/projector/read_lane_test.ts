/** What a lane brings into memory: no more events than it takes. */
import assert from "node:assert/strict";
import { EventStore, newId, type ReadLimit } from "@rollcall/event-store";
import { silentLog } from "@rollcall/platform/log.ts";
import { append, jobCreated, parsedRows, rowsParsed } from "../testing/events.ts";
import { createWorld } from "../testing/world.ts";
import { LaneReader } from "./read_lane.ts";

/** Notes how many events each read may bring. */
class Watched extends EventStore {
  pages: number[] = [];

  override readStream(stream: string, after?: number, limit: ReadLimit = {}) {
    this.pages.push(limit.maxEvents ?? Infinity);
    return super.readStream(stream, after, limit);
  }
}

const ROWS = 500;

Deno.test("lane: no event is opened that is not taken", async () => {
  const world = await createWorld();
  try {
    const jobId = newId();
    const batches = Array.from(
      { length: 40 },
      (_, i) => rowsParsed(jobId, i * ROWS + 1, parsedRows(i * ROWS + 1, (i + 1) * ROWS)),
    );
    const until = await append(world.store, [jobCreated(jobId), ...batches]);
    const store = new Watched(world.sql);
    const reader = new LaneReader(store, silentLog());
    const events = await reader.read(jobId, { after: 0, until });
    assert.ok(events.length > 1 && events.length < 40, `${events.length} events`);
    // Of each of the job's three streams, of which one has all the others.
    assert.deepEqual(store.pages, [events.length, events.length, events.length]);
    reader.keep(jobId, events[0]!.position, events.slice(1));
    const rest = await reader.read(jobId, { after: events[0]!.position, until });
    assert.deepEqual([rest, store.pages.length], [events.slice(1), 3], "kept ones are not read");
  } finally {
    await world.close();
  }
});

Deno.test("lane: many light events are read at a time, by few reads", async () => {
  const world = await createWorld();
  try {
    const jobId = newId();
    const light = Array.from({ length: 900 }, (_, i) => rowsParsed(jobId, i + 1, parsedRows(1, 1)));
    const until = await append(world.store, [jobCreated(jobId), ...light]);
    const store = new Watched(world.sql);
    const events = await new LaneReader(store, silentLog()).read(jobId, { after: 0, until });
    assert.equal(events.length, 901);
    assert.ok(store.pages.length <= 3 * 6, `${store.pages.length} streams were read`);
  } finally {
    await world.close();
  }
});

Deno.test("lane: what the log's batches have read is not read again, whatever the lane did meanwhile", async () => {
  const world = await createWorld();
  try {
    const jobId = newId();
    const rows = Array.from({ length: 11 }, (_, i) => rowsParsed(jobId, i + 1, parsedRows(1, 1)));
    const until = await append(world.store, [jobCreated(jobId), ...rows]);
    const all = await world.store.readLog(0);
    const between = (after: number, until: number) =>
      all.filter(({ position }) => position > after && position <= until);
    const store = new Watched(world.sql);
    const reader = new LaneReader(store, silentLog());
    const offer = (after: number, until: number) =>
      reader.offer(jobId, { after, until }, between(after, until));
    offer(2, 5);
    offer(5, 5);
    offer(5, 8);
    assert.deepEqual(await reader.read(jobId, { after: 2, until }), between(2, 8));
    offer(8, 9);
    reader.keep(jobId, 4, between(4, 8));
    assert.deepEqual(await reader.read(jobId, { after: 4, until }), between(4, 9));
    reader.keep(jobId, 9, []);
    assert.equal(store.pages.length, 0);

    // There is a gap: it is read, and so is what was offered behind it.
    offer(10, 12);
    assert.deepEqual(await reader.read(jobId, { after: 9, until }), between(9, 12));
    assert.ok(store.pages.length > 0);
    reader.forget([jobId]);
    offer(10, 12);
    const read = store.pages.length;
    assert.deepEqual(await reader.read(jobId, { after: 9, until: 11 }), between(9, 11));
    reader.keep(jobId, 10, between(10, 11));
    assert.deepEqual(await reader.read(jobId, { after: 10, until }), between(10, 12));
    assert.ok(store.pages.length > read);
  } finally {
    await world.close();
  }
});
