import assert from "node:assert/strict";
import type { EncodedAppend } from "./append.ts";
import { Combiner, TooManyAppends } from "./combiner.ts";
import { connect } from "./connect.ts";
import { newId } from "./ids.ts";
import { encoded, type Fixture, storeTest } from "./testing/fixture.ts";
import { startProxy } from "./testing/proxy.ts";

const one = (stream: string, version = 0, id = newId()) => [encoded(stream, version, [id])];

storeTest("combiner: callers at once share a commit", async ({ sql, store }) => {
  const combiner = new Combiner(sql);
  const outcomes = await Promise.all(
    Array.from({ length: 100 }, (_, i) => combiner.append(one(`job-${i}`))),
  );
  assert(outcomes.every((o) => o.outcome === "appended"));
  assert.equal(await store.head(), 100);
  const [row] = await sql<{ commits: number }[]>`
    select count(distinct xmin::text) as commits from event_store.event`;
  assert.equal(row!.commits, 2, "the first goes alone, the others together");
});

storeTest("combiner: requests on one stream keep their order", async ({ sql, store }) => {
  const combiner = new Combiner(sql);
  const ids = Array.from({ length: 20 }, newId);
  const outcomes = await Promise.all(
    ids.map((id, version) => combiner.append(one("job-a", version, id))),
  );
  assert(outcomes.every((o) => o.outcome === "appended"));
  const log = await Array.fromAsync(store.readStream("job-a"));
  assert.deepEqual(log.map((e) => e.id), ids);
});

storeTest(
  "combiner: requests that share a stream with one passed over keep their order too",
  async ({ sql }) => {
    const combiner = new Combiner(sql);
    const both = [...one("job-a", 1), ...one("job-b", 0)];
    const outcomes = await Promise.all([
      combiner.append(one("job-x")),
      combiner.append(one("job-a", 0)),
      combiner.append(both),
      combiner.append(one("job-b", 1)),
    ]);
    assert.deepEqual(outcomes.map((o) => o.outcome), Array(4).fill("appended"));
  },
);

storeTest("combiner: one bad request fails alone", async ({ sql, store }) => {
  const combiner = new Combiner(sql), spent = newId();
  await combiner.append(one("job-old", 0, spent));
  const results = await Promise.allSettled([
    combiner.append(one("job-first")),
    combiner.append(one("job-a")),
    combiner.append(one("job-b", 0, spent)),
    combiner.append(one("job-c", 7)),
    combiner.append(one("job-d")),
  ]);
  assert.deepEqual(results.map((r) => r.status === "fulfilled" ? r.value.outcome : r.reason.code), [
    "appended",
    "appended",
    "23505",
    "conflict",
    "appended",
  ]);
  assert.equal(await store.head(), 4);
});

storeTest(
  "combiner: where the database is lost a group fails at once, and a retry is a duplicate",
  async (fixture) => {
    await withProxy(fixture, async ({ proxy, sql }) => {
      const combiner = new Combiner(sql);
      await combiner.append(one("job-warm"));
      const requests = Array.from({ length: 30 }, (_, i) => one(`job-${i}`));
      const append = () => Promise.allSettled(requests.map((r) => combiner.append(r)));
      proxy.cutBeforeReply("SELECT");
      const first = await append();
      assert.deepEqual(outcomesOf(first).get("CONNECTION_CLOSED"), 1, "the first had gone alone");
      assert.equal(await fixture.store.head(), 31);
      assert.deepEqual(outcomesOf(await append()), new Map([["duplicate", 30]]));

      proxy.refuse();
      proxy.cutAll();
      const more = Array.from({ length: 30 }, (_, i) => combiner.append(one(`job-more-${i}`)));
      const refused = outcomesOf(await Promise.allSettled(more));
      assert.equal(refused.get("ECONNREFUSED"), 29);
    });
  },
);

storeTest("combiner: beyond its bounds a caller is turned away at once", async (fixture) => {
  await withProxy(fixture, async ({ proxy, sql }) => {
    await sql`select 1`;
    proxy.freeze();
    const combiner = new Combiner(sql), waiting: Promise<unknown>[] = [];
    const wait = (request: EncodedAppend[]) => {
      const outcome = combiner.append(request);
      outcome.catch(() => {});
      waiting.push(outcome);
    };
    const large = () => {
      const request = one(`job-${newId()}`);
      request[0]!.events[0]!.data = "x".repeat(33 << 20);
      return request;
    };
    wait(one("job-on-its-way"));
    wait(large());
    await assert.rejects(combiner.append(large()), TooManyAppends);
    for (let i = 1; i < 4_096; i++) wait(one(`job-${i}`));
    await assert.rejects(combiner.append(one("job-b")), TooManyAppends);
    await sql.end({ timeout: 0 });
    const results = await Promise.allSettled(waiting);
    assert(results.every((r) => r.status === "rejected"));
  });
});

async function withProxy(
  { database }: Fixture,
  test: (
    lossy: { proxy: ReturnType<typeof startProxy>; sql: ReturnType<typeof connect> },
  ) => Promise<void>,
): Promise<void> {
  const proxy = startProxy(database.url);
  const sql = connect(proxy.url, { name: "lossy", max: 1 });
  try {
    await test({ proxy, sql });
  } finally {
    await sql.end({ timeout: 0 });
    await proxy.close();
  }
}

/** How many had which outcome, or which error. */
function outcomesOf(results: PromiseSettledResult<{ outcome: string }>[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const r of results) {
    const what = r.status === "fulfilled" ? r.value.outcome : `${r.reason.code}`;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return counts;
}
