/**
 * Measures the projection on a Postgres of its own: `deno task bench:projection`. Appends jobs of
 * 500-row events and of single-row events, then folds them from an empty read model, and says how
 * many events and rows a second that was; then how long one clean list of 50,000 rows takes.
 */
import { connect, EventStore, newId } from "@rollcall/event-store";
import { formatRowSet, rowsStream } from "@rollcall/contracts";
import { createLog } from "@rollcall/runtime/log.ts";
import { startInfrastructure } from "../../tests/infrastructure.ts";
import { createDatabase } from "../../tests/harness/postgres.ts";
import { Projector } from "./projector/projector.ts";
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
const store = new EventStore(sql);
const projector = new Projector({ store, log });

try {
  const jobId = newId();
  await appendRows(jobId, 50_000, 500);
  await measure("500-row events", 100, 50_000);
  await append(store, [
    fact("ParsingCompleted", { jobId, totalRows: 50_000, validRows: 50_000, problemCounts: {} }, {
      columns,
    }),
    fact("JobFinalized", {
      jobId,
      listVersion: 1,
      contactCount: 45_000,
      rowIds: formatRowSet(Array.from({ length: 50_000 }, (_, i) => i + 1).filter((id) => id % 10)),
      automatic: true,
    }),
  ]);
  await measure("clean list", 2, 45_000);
  await appendRows(newId(), 40_000, 1);
  await measure("single-row events", 40_000, 40_000);
} finally {
  await sql.end({ timeout: 1 });
  await database.drop();
  await infrastructure.stop();
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

async function measure(what: string, events: number, rows: number): Promise<void> {
  const before = performance.now();
  await projector.catchUp();
  const ms = performance.now() - before;
  const rate = (n: number) => Math.round(n / ms * 1_000).toLocaleString("en-US");
  console.log(`${what}: ${Math.round(ms)} ms, ${rate(events)} events/s, ${rate(rows)} rows/s`);
}
