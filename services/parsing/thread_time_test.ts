/** How long a large file holds the parser's thread, by the thread's own time: other work does not count. */
import assert from "node:assert/strict";
import process from "node:process";
import type { EventStore } from "@rollcall/event-store";
import { silentLog } from "@rollcall/platform/log.ts";
import { storeTest } from "../../tests/harness/event_store.ts";
import { contactsCsv } from "../../tests/bench/contacts.ts";
import { uploadedJob } from "../../tests/harness/job.ts";
import { parseFile } from "./reactions.ts";

const log = silentLog();
const MIB = 1 << 20;
/** Of all the work on a file, what one turn of the event loop may be: some 48 ms of 1.2 s. */
const LONGEST_SHARE = 1 / 25;
/** Turns that may be longer: the file's encoding is judged once, memory is collected now and then. */
const PASSED_OVER = 2;

storeTest(
  "parsing: no slice of a file of 5 MiB holds the thread for long (promise 12)",
  async ({ store }) => {
    // What is done for the first time is slow, and not what is measured.
    await (await uploaded(store, MIB / 2))();
    const parse = await uploaded(store, 5 * MIB);
    const { longestMs, allMs } = await turnsOf(parse);
    assert.ok(longestMs < allMs * LONGEST_SHARE, `${longestMs} of ${allMs} ms`);
  },
);

Deno.test("parsing, negative twin: a piece of work that holds it for long is seen", async () => {
  const { longestMs, allMs } = await turnsOf(async () => {
    for (let i = 0; i < 20; i++) {
      burn(i % 5 ? 10 : 50);
      await new Promise((resolve) => setTimeout(resolve));
    }
  });
  assert.ok(longestMs > allMs * LONGEST_SHARE, `${longestMs} of ${allMs} ms`);
});

/** @returns the reading of such a file */
async function uploaded(store: EventStore, sizeBytes: number): Promise<() => Promise<void>> {
  const file = new TextEncoder().encode(contactsCsv(Math.ceil(sizeBytes / 60)));
  const bytes = file.subarray(0, file.lastIndexOf(10, sizeBytes) + 1);
  const job = await uploadedJob(store, { sizeBytes: bytes.length });
  const getStream = () => Promise.resolve(new Blob([bytes]).stream());
  return () => parseFile({ store, objects: { getStream }, log }, job);
}

/** The thread's time for the work in all, and for one of the longest turns of the event loop. */
async function turnsOf(work: () => Promise<void>): Promise<{ longestMs: number; allMs: number }> {
  const startedAt = threadMs();
  const turnsMs: number[] = [];
  let last = startedAt, running = true;
  const turn = () => {
    const now = threadMs();
    turnsMs.push(now - last);
    last = now;
    if (running) setTimeout(turn);
  };
  setTimeout(turn);
  await work();
  running = false;
  const longestMs = turnsMs.sort((a, b) => b - a)[PASSED_OVER] ?? 0;
  return { longestMs, allMs: threadMs() - startedAt };
}

function burn(ms: number): void {
  for (const until = threadMs() + ms; threadMs() < until;);
}

function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
