import assert from "node:assert/strict";
import type { EncodedAppend } from "./append.ts";
import { AppendBatcher, TooManyAppends } from "./append_batcher.ts";
import { connect } from "./connect.ts";
import { newId } from "./ids.ts";
import { encoded, type Fixture, storeTest } from "./testing/accounts.ts";
import { startProxy } from "./testing/proxy.ts";

const one = (stream: string, version = 0, id = newId()) => [encoded(stream, version, [id])];

storeTest("append batcher: callers at once share a commit", async ({ sql, store }) => {
  const batcher = new AppendBatcher(sql);
  const outcomes = await Promise.all(
    Array.from({ length: 100 }, (_, i) => batcher.append(one(`account-${i}`))),
  );
  assert(outcomes.every((o) => o.outcome === "appended"));
  assert.equal(await store.head(), 100);
  const [row] = await sql<{ commits: number }[]>`
    select count(distinct xmin::text) as commits from event_store.event`;
  assert.equal(row!.commits, 2, "the first goes alone, the others together");
});

storeTest("append batcher: requests on one stream keep their order", async ({ sql, store }) => {
  const batcher = new AppendBatcher(sql);
  const ids = Array.from({ length: 20 }, newId);
  const outcomes = await Promise.all(
    ids.map((id, version) => batcher.append(one("account-a", version, id))),
  );
  assert(outcomes.every((o) => o.outcome === "appended"));
  const log = await Array.fromAsync(store.readStream("account-a"));
  assert.deepEqual(log.map((e) => e.id), ids);
});

storeTest(
  "append batcher: requests that share a stream with one passed over keep their order too",
  async ({ sql }) => {
    const batcher = new AppendBatcher(sql);
    const both = [...one("account-a", 1), ...one("account-b", 0)];
    const outcomes = await Promise.all([
      batcher.append(one("account-x")),
      batcher.append(one("account-a", 0)),
      batcher.append(both),
      batcher.append(one("account-b", 1)),
    ]);
    assert.deepEqual(outcomes.map((o) => o.outcome), Array(4).fill("appended"));
  },
);

storeTest("append batcher: one bad request fails alone", async ({ sql, store }) => {
  const batcher = new AppendBatcher(sql), spent = newId();
  await batcher.append(one("account-old", 0, spent));
  const results = await Promise.allSettled([
    batcher.append(one("account-first")),
    batcher.append(one("account-a")),
    batcher.append(one("account-b", 0, spent)),
    batcher.append(one("account-c", 7)),
    batcher.append(one("account-d")),
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
  "append batcher: where the database is lost a group fails at once, and a retry is a duplicate",
  async (fixture) => {
    await withProxy(fixture, async ({ proxy, sql }) => {
      const batcher = new AppendBatcher(sql);
      await batcher.append(one("account-warm"));
      const requests = Array.from({ length: 30 }, (_, i) => one(`account-${i}`));
      const append = () => Promise.allSettled(requests.map((r) => batcher.append(r)));
      proxy.cutBeforeReply("SELECT");
      const first = await append();
      assert.deepEqual(outcomesOf(first).get("CONNECTION_CLOSED"), 1, "the first had gone alone");
      assert.equal(await fixture.store.head(), 31);
      assert.deepEqual(outcomesOf(await append()), new Map([["duplicate", 30]]));

      proxy.refuse();
      proxy.cutAll();
      const more = Array.from({ length: 30 }, (_, i) => batcher.append(one(`account-more-${i}`)));
      const refused = outcomesOf(await Promise.allSettled(more));
      assert.equal(refused.get("ECONNREFUSED"), 29);
    });
  },
);

storeTest("append batcher: beyond its bounds a caller is turned away at once", async (fixture) => {
  await withProxy(fixture, async ({ proxy, sql }) => {
    await sql`select 1`;
    proxy.freeze();
    const batcher = new AppendBatcher(sql), waiting: Promise<unknown>[] = [];
    const wait = (request: EncodedAppend[]) => {
      const outcome = batcher.append(request);
      outcome.catch(() => {});
      waiting.push(outcome);
    };
    const large = () => {
      const request = one(`account-${newId()}`);
      request[0]!.events[0]!.data = "x".repeat(33 << 20);
      return request;
    };
    wait(one("account-on-its-way"));
    wait(large());
    await assert.rejects(batcher.append(large()), TooManyAppends);
    for (let i = 1; i < 4_096; i++) wait(one(`account-${i}`));
    await assert.rejects(batcher.append(one("account-b")), TooManyAppends);
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
