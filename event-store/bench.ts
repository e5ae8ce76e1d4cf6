/**
 * Benchmarks the event store in under a minute: appends, replays, and variants of the payload
 * column side by side. Trust the ratios, not the third digit.
 *
 *     deno task bench:store
 *     deno task bench:store --brief --json FILE        appends and replays only, written to a file
 *
 * Uses the Postgres of ROLLCALL_TEST_DATABASE_URL where it is set, else starts one of its own.
 */
import { parseArgs } from "node:util";
import { startFreshCluster } from "./testing/fresh_cluster.ts";
import { connect, type Sql } from "./connect.ts";
import { DataKey, newKeyBytes } from "./data_key.ts";
import { newId } from "./ids.ts";
import {
  type AccountStore,
  metadata,
  type NewAccountEvent,
  noted,
  openFixture,
  request,
  storeOn,
} from "./testing/accounts.ts";
import type { Wrapping } from "./keyring.ts";
import { newRingLine, parseRing, ringMasterKey } from "./master_key.ts";
import { seal, unseal } from "./sealing.ts";
import { transaction } from "./transaction.ts";

const BATCH_LINES = 500;

const { values: options } = parseArgs({
  options: { brief: { type: "boolean", default: false }, json: { type: "string" } },
});
/** What was measured → how often a second. */
const measured: Record<string, number> = {};

const NAMED = "ROLLCALL_TEST_DATABASE_URL";
const cluster = Deno.env.has(NAMED) ? undefined : await startFreshCluster();
if (cluster) Deno.env.set(NAMED, cluster.ownerUrl);
const fixture = await openFixture(10);
try {
  await bare(fixture.owner, fixture.store.sql);
  await singles(fixture.store);
  await batches(fixture.store);
  await replay(fixture.store);
  if (!options.brief) {
    await wrapping(fixture.store);
    await columns(fixture.owner, fixture.database.ownerUrl);
  }
  if (options.json) await Deno.writeTextFile(options.json, JSON.stringify(measured, null, 2));
} finally {
  await fixture.close();
  await cluster?.stop();
}

/** What Postgres does here without a store: a row, committed by itself, over the same connections. */
async function bare(owner: Sql, sql: Sql): Promise<void> {
  await owner`create table bare (id uuid primary key, amount int not null)`;
  await owner`grant insert on bare to public`;
  for (const callers of [1, 64]) {
    const rows = await during(2_000, callers, () => sql`insert into bare values (${newId()}, 1)`);
    show(`bare insert of a row, ${callers} callers`, rows, "rows/s");
  }
}

async function singles(store: AccountStore): Promise<void> {
  for (const callers of [1, 8, 64]) {
    const ids = await during(
      2_000,
      callers,
      () => store.append(request(`account-${newId()}`, 0, newId())),
    );
    show(`append, one event a call, ${callers} callers`, ids, "events/s");
  }
}

async function batches(store: AccountStore): Promise<void> {
  for (const callers of [1, 4]) {
    const perSecond = await during(3_000, callers, async () => {
      const accountId = newId();
      await transaction(store.sql, (tx) => store.keyring.create(tx, accountId));
      for (let n = 0; n < 5; n++) {
        await store.append([{
          stream: `account-${accountId}`,
          expectedVersion: n,
          events: [linesOf(n)],
        }]);
      }
    });
    show(
      `append, sealed batches of ${BATCH_LINES} lines, ${callers} callers`,
      perSecond * 5 * BATCH_LINES,
      "lines/s",
    );
  }
}

async function replay(store: AccountStore): Promise<void> {
  const started = performance.now();
  let lines = 0, events = 0;
  for (let after = 0;;) {
    const page = await store.readLog(after);
    if (!page.length) break;
    for (const event of page) {
      if (event.type === "LinesAdded") lines += event.personal?.lines.length ?? 0;
    }
    events += page.length;
    after = page.at(-1)!.position;
  }
  const seconds = (performance.now() - started) / 1_000;
  show("replay, opened and decoded, all that was appended above", lines / seconds, "lines/s");
  show("  the same in events", events / seconds, "events/s");
}

/**
 * What a master key costs: a subject's key made and its first event sealed; the same events read by who
 * has opened none of them, and again.
 */
async function wrapping({ sql }: AccountStore): Promise<void> {
  const ring = parseRing(newRingLine());
  const variants: { name: string; wrapping: Wrapping }[] = [
    { name: "as they are", wrapping: "unwrapped" },
    { name: "wrapped by a ring", wrapping: ringMasterKey(() => Promise.resolve(ring)) },
  ];
  const best = variants.map(() => ({ opens: 0, cold: 0, warm: 0 }));
  for (let round = 0; round < 6; round++) {
    for (const [v, { wrapping }] of variants.entries()) {
      const store = storeOn(sql, wrapping), streams: string[] = [];
      const opens = await during(1_000, 4, async () => {
        const accountId = newId(), stream = `account-${accountId}`;
        streams.push(stream);
        await transaction(sql, async (tx) => {
          await store.keyring.create(tx, accountId);
          const events = [noted(accountId, "x")];
          await store.appendIn(tx, [{ stream, expectedVersion: 0, events }]);
        });
      });
      const some = streams.slice(0, 400), reader = storeOn(sql, wrapping);
      const reads = async () => {
        const started = performance.now();
        for (const stream of some) await Array.fromAsync(reader.readStream(stream));
        return some.length / (performance.now() - started) * 1_000;
      };
      const found = { opens, cold: await reads(), warm: await reads() };
      for (const key of ["opens", "cold", "warm"] as const) {
        best[v]![key] = Math.max(best[v]![key], found[key]);
      }
    }
  }
  console.log(
    "\ndata keys: subjects opened/s, streams read/s with a key that is not at hand, and is",
  );
  for (const [v, { name }] of variants.entries()) {
    const cells = (["opens", "cold", "warm"] as const).map((key) =>
      `${per(best[v]![key])} (×${(best[v]![key] / best[0]![key]).toFixed(2)})`
    );
    console.log(`${name.padEnd(24)} ${cells.join(" ")}`);
  }
}

/**
 * A payload of 500 lines in a column of each kind: from the value to the disk, one a statement, and
 * back to the value, 50 a query. Without lz4, which the embedded Postgres is built without.
 */
async function columns(sql: Sql, url: string): Promise<void> {
  const event = linesOf(0), { id, personal } = event;
  const key = new DataKey(newKeyBytes());
  const sealed = {
    put: () => Promise.resolve(seal(personal, key, id)),
    take: (payload: unknown) => Promise.resolve(unseal(String(payload), key, id)),
  };
  const clear = {
    put: () => Promise.resolve(JSON.stringify(personal)),
    take: (payload: unknown) => Promise.resolve(payload),
  };
  const variants = [
    { name: "json, external", column: "json", storage: "external", ...clear },
    { name: "json, pglz", column: "json", storage: "extended", ...clear },
    { name: "jsonb, pglz", column: "jsonb", storage: "extended", ...clear },
    { name: "sealed text, external", column: "text", storage: "external", ...sealed },
    { name: "sealed text, pglz", column: "text", storage: "extended", ...sealed },
  ];
  const one = connect(url, { name: "bench", max: 1 });
  const best = variants.map(() => ({ writes: 0, reads: 0 }));
  for (const [v, { column, storage }] of variants.entries()) {
    await sql.unsafe(`
      create table variant_${v} (n bigserial primary key, payload ${column} not null);
      alter table variant_${v} alter payload set storage ${storage};`);
  }
  // Variants take turns and the best round counts, so that other load on the machine hits none
  // alone.
  for (let round = 0; round < 4; round++) {
    for (const [v, { column, put, take }] of variants.entries()) {
      const insert = `insert into variant_${v} (payload) values ($1::text::${column})`;
      const writes = await during(500, 1, async () => {
        await one.unsafe(insert, [await put()], { prepare: true });
      });
      const reads = 50 * await during(500, 1, async () => {
        const rows = await one.unsafe(`select payload from variant_${v} where n <= 50`);
        await Promise.all(rows.map((row) => take(row.payload)));
      });
      best[v]!.writes = Math.max(best[v]!.writes, writes);
      best[v]!.reads = Math.max(best[v]!.reads, reads);
    }
  }
  console.log(`\npayload of ${BATCH_LINES} lines, ${(await clear.put()).length} bytes`);
  for (const [v, { name }] of variants.entries()) {
    const { writes, reads } = best[v]!;
    const [size] = await sql.unsafe<{ bytes: number }[]>(
      `select pg_total_relation_size('variant_${v}') / count(*) as bytes from variant_${v}`,
    );
    console.log(
      `${name.padEnd(24)} ${per(writes)} writes/s (×${(writes / best[0]!.writes).toFixed(2)}) ` +
        `${per(reads)} reads/s (×${(reads / best[0]!.reads).toFixed(2)}) ${per(size!.bytes)} bytes`,
    );
  }
  await one.end();
}

/** How often per second `callers` concurrent callers did `work`, measured for `ms`. */
async function during(
  ms: number,
  callers: number,
  work: () => PromiseLike<unknown>,
): Promise<number> {
  await work();
  const started = performance.now(), end = started + ms;
  let done = 0;
  await Promise.all(Array.from({ length: callers }, async () => {
    while (performance.now() < end) {
      await work();
      done++;
    }
  }));
  return done / (performance.now() - started) * 1_000;
}

function linesOf(batch: number): NewAccountEvent {
  const lines = Array.from({ length: BATCH_LINES }, (_, i) => {
    const n = batch * BATCH_LINES + i, email = `person${n}.${(n * 7919) % 10007}@example.com`;
    const values = [
      email,
      `Given${n % 311}`,
      `Family${n % 577}`,
      `+4420${7000000 + n * 37}`,
      `Company ${n % 97} Ltd`,
      `note ${n * 31}`,
    ];
    return [n + 2, email, [], values];
  });
  return {
    id: newId(),
    type: "LinesAdded",
    data: { count: lines.length },
    personal: { lines },
    metadata,
  };
}

function show(what: string, value: number, unit: string): void {
  measured[what.trim()] = value;
  console.log(`${what.padEnd(58)} ${per(value)} ${unit}`);
}

function per(value: number): string {
  return Math.round(value).toLocaleString("en-GB").padStart(9);
}
