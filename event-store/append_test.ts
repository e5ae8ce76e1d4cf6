import assert from "node:assert/strict";
import { appendAll, checkRequest } from "./append.ts";
import { newId } from "./ids.ts";
import { encoded, request, storeTest } from "./testing/accounts.ts";
import { transaction } from "./transaction.ts";

storeTest("promise 1: an append returns its events' positions", async ({ store }) => {
  const ids = [newId(), newId(), newId()];
  assert.deepEqual(await store.append(request("account-a", 0, ids[0]!, ids[1]!)), {
    outcome: "appended",
    position: 2,
    versions: new Map([["account-a", 2]]),
  });
  assert.deepEqual(await store.append(request("account-a", 2, ids[2]!)), {
    outcome: "appended",
    position: 3,
    versions: new Map([["account-a", 3]]),
  });
  const log = await store.readLog(0);
  assert.deepEqual(log.map((e) => [e.position, e.stream, e.version, e.id]), [
    [1, "account-a", 1, ids[0]],
    [2, "account-a", 2, ids[1]],
    [3, "account-a", 3, ids[2]],
  ]);
});

storeTest(
  "promise 1: another expected version is a conflict, and nothing is appended",
  async ({ store }) => {
    assert.deepEqual(await store.append(request("account-a", 1, newId())), {
      outcome: "conflict",
      stream: "account-a",
      version: 0,
    });
    await store.append(request("account-a", 0, newId()));
    for (const expected of [0, 2]) {
      assert.deepEqual(await store.append(request("account-a", expected, newId())), {
        outcome: "conflict",
        stream: "account-a",
        version: 1,
      });
    }
    assert.equal(await store.head(), 1);
  },
);

storeTest(
  "promise 1: a retry is a duplicate with the first result, however old",
  async ({ store }) => {
    const first = request("account-a", 0, newId(), newId());
    await store.append(first);
    await store.append(request("account-a", 2, newId()));
    assert.deepEqual(await store.append(first), {
      outcome: "duplicate",
      position: 2,
      versions: new Map([["account-a", 2]]),
    });
    assert.equal(await store.head(), 3);
  },
);

storeTest("promise 1: a request over several streams is all or nothing", async ({ store }) => {
  await store.append(request("account-b", 0, newId()));
  const both = (a: number, b: number) => [
    ...request("account-a", a, newId(), newId()),
    ...request("account-b", b, newId()),
  ];
  assert.deepEqual(await store.append(both(0, 0)), {
    outcome: "conflict",
    stream: "account-b",
    version: 1,
  });
  assert.equal(await store.head(), 1);
  const right = both(0, 1);
  const appended = {
    position: 4,
    versions: new Map([["account-a", 2], ["account-b", 2]]),
  };
  assert.deepEqual(await store.append(right), { outcome: "appended", ...appended });
  assert.deepEqual(await store.append(right), { outcome: "duplicate", ...appended });
});

storeTest("promise 1: a stream without events is a condition", async ({ store }) => {
  const [first, second] = [newId(), newId()];
  const onlyIf = (id: string, version: number) => [
    { stream: "account-a", expectedVersion: version, events: [] },
    ...request("account-b", 0, id),
  ];
  assert.equal((await store.append(onlyIf(first, 1))).outcome, "conflict");
  assert.equal((await store.append(onlyIf(first, 0))).outcome, "appended");
  assert.equal((await store.append(onlyIf(second, 0))).outcome, "conflict");
});

storeTest("promise 1: ids that are there in part make no duplicate", async ({ store }) => {
  const [old, fresh] = [newId(), newId()];
  await store.append(request("account-a", 0, old));
  const overlap = (version: number) => store.append(request("account-a", version, old, fresh));
  assert.equal((await overlap(0)).outcome, "conflict");
  await assert.rejects(overlap(1), /event_event_id_key/);
  assert.equal(await store.head(), 1);
});

storeTest("promise 1: an id that is in another stream is a bug, and throws", async ({ store }) => {
  const id = newId();
  await store.append(request("account-a", 0, id));
  await assert.rejects(store.append(request("account-b", 0, id)), /event_event_id_key/);
  await assert.rejects(
    store.append(request("account-b", 0, ...Array(2).fill(newId()))),
    /event_id/,
  );
  assert.equal(await store.head(), 1);
});

storeTest("promise 1: many requests in one call have an outcome each", async ({ sql, store }) => {
  const retried = request("account-c", 0, newId());
  await store.append(retried);
  const outcomes = await appendAll(sql, [
    [encoded("account-a", 0, [newId(), newId()])],
    [encoded("account-b", 7, [newId()])],
    [encoded("account-c", 0, [retried[0]!.events[0]!.id])],
    [encoded("account-d", 0, [newId()]), encoded("account-e", 0, [newId()])],
  ]);
  assert.deepEqual(outcomes, [
    { outcome: "appended", position: 3, versions: new Map([["account-a", 2]]) },
    { outcome: "conflict", stream: "account-b", version: 0 },
    { outcome: "duplicate", position: 1, versions: new Map([["account-c", 1]]) },
    { outcome: "appended", position: 5, versions: new Map([["account-d", 1], ["account-e", 1]]) },
  ]);
});

storeTest("append: any text is read back unchanged, even a huge one", async ({ sql }) => {
  const texts = [
    `{"a": "quotes \\" and \\\\ slashes {,} null NULL ' \\n \\u0000 \\ud800 é 🦔"}`,
    JSON.stringify("x".repeat(3 << 20)),
    "null",
    "[]",
  ];
  const part = encoded("account-a", 0, texts.map(() => newId()));
  part.events.forEach((e, i) => {
    e.data = texts[i]!;
    e.sealed = i % 2 ? null : `sealed "${i}"`;
  });
  await appendAll(sql, [[part]]);
  const rows = await sql<{ data: unknown; sealed: string | null }[]>`
    select data, sealed from event_store.event order by position`;
  assert.deepEqual(rows.map((row) => row.data), texts.map((text) => JSON.parse(text)));
  assert.deepEqual(rows.map((row) => row.sealed), [`sealed "0"`, null, `sealed "2"`, null]);
});

storeTest("append: a snapshot older than the lock is refused", async ({ sql }) => {
  const appendIn = (mode: string) =>
    transaction(sql, async (tx) => {
      await tx.unsafe(`set transaction isolation level ${mode}`);
      await appendAll(tx, [[encoded("account-a", 0, [newId()])]]);
    });
  await assert.rejects(appendIn("repeatable read"), /append needs read committed/);
  await assert.rejects(appendIn("serializable"), /append needs read committed/);
});

storeTest(
  "append: events of two streams alternate in the log as they were given",
  async ({ store }) => {
    const [one, two, three] = [newId(), newId(), newId()];
    const alternating = [
      ...request("account-a", 0, one),
      ...request("account-b", 0, two),
      ...request("account-a", 1, three),
    ];
    const versions = new Map([["account-a", 2], ["account-b", 1]]);
    assert.deepEqual(await store.append(alternating), {
      outcome: "appended",
      position: 3,
      versions,
    });
    assert.deepEqual(
      (await store.readLog(0)).map((e) => [e.id, e.stream, e.version]),
      [[one, "account-a", 1], [two, "account-b", 1], [three, "account-a", 2]],
    );
    assert.deepEqual(await store.append(alternating), {
      outcome: "duplicate",
      position: 3,
      versions,
    });
    assert.deepEqual(
      await store.append([
        ...request("account-b", 1, newId()),
        ...request("account-a", 1, newId()),
        ...request("account-b", 2, newId()),
      ]),
      { outcome: "conflict", stream: "account-a", version: 2 },
    );
    assert.equal(await store.head(), 3);
  },
);

Deno.test("append: a request without an event, or with a stream at two versions, is refused", () => {
  assert.throws(() => checkRequest([]), /has no events/);
  assert.throws(
    () => checkRequest([{ stream: "account-a", expectedVersion: 0, events: [] }]),
    /account-a has no events/,
  );
  const part = { stream: "account-a", expectedVersion: 0, events: [1] };
  assert.throws(() => checkRequest([part, part]), /names the stream account-a twice/);
});
