/**
 * Measures the projection on a Postgres of its own: `deno task bench:projection`. With `--brief` only
 * the replay of a log of 300,000 rows; `--json FILE` writes the rows a second. Appends jobs of
 * 500-row events and of single-row events, then folds them into an empty read model and reports
 * events and rows per second, and the CPU time of this process, which other load affects least; the
 * time for a clean list of 50,000 rows and for its next version; and for a replay of everything.
 * Finally, the cost of opening a small sealed text by WebCrypto and by our own way.
 */
import process from "node:process";
import { parseArgs } from "node:util";
import { connect, EventStore, newId } from "@rollcall/event-store";
import { DataKey, newKeyBytes } from "../../event-store/data_key.ts";
import { open, seal } from "../../event-store/sealing.ts";
import { formatRowSet, jobStream, rowsStream } from "@rollcall/contracts";
import { createLog } from "@rollcall/platform/log.ts";
import { startInfrastructure } from "../../tests/runner/infrastructure.ts";
import { createDatabase } from "../../tests/harness/postgres.ts";
import { Projector } from "./projector/projector.ts";
import { replay } from "./replay/replay.ts";
import type { ReplayStep } from "./replay/steps.ts";
import { prepareReadModels } from "./schema/prepare.ts";
import {
  append,
  columns,
  fact,
  jobCreated,
  metadata,
  parsedRows,
  rowsParsed,
} from "./testing/events.ts";

const log = createLog("bench", "warning");
const infrastructure = await startInfrastructure();
for (const [name, value] of Object.entries(infrastructure.env)) Deno.env.set(name, value);
const database = await createDatabase();
const sql = connect(database.url, { name: "rollcall-bench", max: 4 });
await prepareReadModels(sql, database.ownerUrl);
const owner = connect(database.ownerUrl, { name: "rollcall-bench-owner", max: 3 });
const store = new EventStore(sql);
const projector = new Projector({ store, log });

const { values: options } = parseArgs({
  options: { brief: { type: "boolean", default: false }, json: { type: "string" } },
});
/** What was measured → rows a second. */
const measured: Record<string, number> = {};

try {
  if (options.brief) await replayOfJobs(6, 50_000);
  else await everything();
  if (options.json) await Deno.writeTextFile(options.json, JSON.stringify(measured, null, 2));
} finally {
  await owner.end({ timeout: 1 });
  await sql.end({ timeout: 1 });
  await database.drop();
  await infrastructure.stop();
}

/** A log of jobs that were only read, into new read models. */
async function replayOfJobs(jobs: number, rows: number): Promise<void> {
  for (let job = 0; job < jobs; job++) await appendRows(newId(), rows, 500);
  await projector.catchUp();
  const head = await store.head();
  let comparedMs = 0;
  const tell = (step: ReplayStep) => {
    tellWaits(step);
    if (step.step === "compared") comparedMs = step.ms;
  };
  const started = performance.now();
  await measure("replay", head, jobs * rows, () => replay({ store, owner, tell }));
  const ms = performance.now() - started - comparedMs;
  measured["replay, but for comparing"] = jobs * rows / ms * 1_000;
}

async function everything(): Promise<void> {
  const jobId = newId();
  await appendRows(jobId, 50_000, 500);
  await measure("500-row events", 100, 50_000);
  await append(store, [
    fact("ParsingCompleted", {
      jobId,
      totalRows: 50_000,
      validRows: 50_000,
      problemCounts: {},
      warningCounts: {},
    }, {
      columns,
    }),
    fact("JobFinalized", {
      jobId,
      listVersion: 1,
      contactCount: 45_000,
      mergedCount: 0,
      rowIds: formatRowSet(Array.from({ length: 50_000 }, (_, i) => i + 1).filter((id) => id % 10)),
      automatic: true,
    }),
  ]);
  await measure("clean list", 2, 45_000);
  await append(store, [
    fact("IssuesReopened", { jobId, batchId: null, numbers: "1" }),
    fact("JobFinalized", {
      jobId,
      listVersion: 2,
      contactCount: 25_000,
      mergedCount: 0,
      rowIds: formatRowSet(Array.from({ length: 25_000 }, (_, i) => i * 2 + 1)),
      automatic: false,
    }),
  ]);
  await measure("clean list, its next version", 2, 25_000);
  await appendRows(newId(), 40_000, 1);
  await measure("single-row events", 40_000, 40_000);
  await appendUnsealed(newId(), 40_000);
  await measure("events with nothing sealed", 40_000, 40_000);
  const head = await store.head();
  await measure("replay of it all", head, head, () => replay({ store, owner, tell: tellWaits }));
  await measureSealing(10_000);
}

async function appendRows(jobId: string, rows: number, batch: number): Promise<void> {
  await append(store, [jobCreated(jobId, "user-1", rows)]);
  await projector.catchUp();
  const facts = Array.from({ length: rows / batch }, (_, i) => {
    const first = i * batch + 1;
    return rowsParsed(jobId, first, parsedRows(first, first + batch - 1));
  });
  for (let i = 0; i < facts.length; i += 500) {
    const events = facts.slice(i, i + 500).map((f) => ({
      ...f,
      id: newId(),
      metadata: metadata(),
    }));
    await store.append([{ stream: rowsStream(jobId), expectedVersion: i, events }]);
  }
}

/** How long a replay froze the live generation, and compared without freezing it. */
function tellWaits(step: ReplayStep): void {
  if ("ms" in step) console.log(`  ${step.step}: ${step.ms} ms`);
}

/** Events that the fold turns into one history entry each. */
async function appendUnsealed(jobId: string, count: number): Promise<void> {
  await append(store, [jobCreated(jobId)]);
  await projector.catchUp();
  for (let i = 0; i < count; i += 500) {
    const events = Array.from({ length: 500 }, () => ({
      ...fact("ParsingStarted", { jobId }),
      id: newId(),
      metadata: metadata(),
    }));
    await store.append([{ stream: jobStream(jobId), expectedVersion: i + 1, events }]);
  }
}

async function measure(
  what: string,
  events: number,
  rows: number,
  work: () => Promise<unknown> = () => projector.catchUp(),
): Promise<void> {
  const before = performance.now(), cpuBefore = process.cpuUsage();
  await work();
  const ms = performance.now() - before, cpu = process.cpuUsage(cpuBefore);
  measured[what] = rows / ms * 1_000;
  const rate = (n: number) => Math.round(n / ms * 1_000).toLocaleString("en-US");
  const each = ((cpu.user + cpu.system) / events).toFixed(1);
  console.log(
    `${what}: ${Math.round(ms)} ms, ${rate(events)} events/s, ${rate(rows)} rows/s, ` +
      `${each} µs of processor an event`,
  );
}

/** Opening texts of the size of a single-row event. */
async function measureSealing(count: number): Promise<void> {
  const key = new DataKey(newKeyBytes()), eventId = newId();
  const personal = { columns, rows: parsedRows(1, 1) };
  const texts = Array.from({ length: count }, () => seal(personal, key, eventId));
  const openAll = () => Promise.resolve(texts.map((text) => open({ text, key, eventId })));
  for (let i = 0; i < 2; i++) await measure("opening", count, count, openAll);
}
