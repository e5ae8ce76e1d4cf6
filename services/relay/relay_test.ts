/** The relay on a real Postgres, with a topic that a test can break. */
import assert from "node:assert/strict";
import {
  type EventStore,
  listen,
  newId,
  readCheckpoint,
  releaseLease,
  takeLease,
  Wake,
} from "@rollcall/event-store";
import { silentLog } from "@rollcall/platform/log.ts";
import { JobOwners, opaqueOwner } from "@rollcall/platform/fairness/job_owners.ts";
import fc from "fast-check";
import { type Fixture, started, storeTest } from "../../tests/harness/event_store.ts";
import { drainEvents, withBus } from "../../tests/harness/bus.ts";
import { metadata, parsedJob } from "../../tests/harness/job.ts";
import { until } from "../../tests/harness/until.ts";
import type { OutgoingMessage } from "./batches.ts";
import { publishBatch } from "./publish.ts";
import { type BatchWindow, relay, type RelayOptions, relayPage, SUBSCRIPTION } from "./relay.ts";

const log = silentLog();

function options(store: EventStore, publish: RelayOptions["publish"]): RelayOptions {
  return { store, owners: new JobOwners(store), log, wake: new Wake(), holder: newId(), publish };
}

/** Appends `count` events to a few streams, in turn. */
async function appendSome(store: EventStore, count: number): Promise<void> {
  const ids = Array.from({ length: count }, () => newId());
  for (let stream = 0; stream < 3; stream++) {
    const events = ids.filter((_, i) => i % 3 === stream).map((id) => started(id));
    const name = `job-${newId()}`;
    if (events.length) await store.append([{ stream: name, expectedVersion: 0, events }]);
  }
}

const cursor = ({ sql }: Fixture) => readCheckpoint(sql, SUBSCRIPTION);
const lease = (fixture: Fixture, holder: string) => takeLease(fixture.sql, "relay", holder, 10_000);

/** First deliveries follow each other within their stream, and nothing is missing. */
function assertComplete(sent: OutgoingMessage[], head: number): void {
  const seen = new Set<number>();
  const last = new Map<string, number>();
  for (const { position, body } of sent) {
    if (seen.has(position)) continue;
    seen.add(position);
    const { stream, version } = JSON.parse(body).event;
    assert.equal(version, (last.get(stream) ?? 0) + 1, `${stream} at ${position}`);
    last.set(stream, version);
  }
  assert.equal(seen.size, head);
}

const outcomeOf = async (relaying: RelayOptions, fence: number) =>
  (await relayPage(relaying, { fence })).outcome;

storeTest("relay: a page is published in order and passed once it is accepted", async (fixture) => {
  const { store } = fixture;
  await appendSome(store, 25);
  const sent: OutgoingMessage[] = [];
  const relaying = options(store, (batch) => (sent.push(...batch), Promise.resolve(batch.length)));
  assert.equal(await outcomeOf(relaying, 1), "published");
  assert.deepEqual(sent.map((m) => m.position), Array.from({ length: 25 }, (_, i) => i + 1));
  assert.equal(await cursor(fixture), 25);
  assert.equal(await outcomeOf(relaying, 1), "empty");
});

storeTest(
  "relay: messages name their job's user, so that nobody knows who it is",
  async ({ store }) => {
    const sent: OutgoingMessage[] = [];
    const relaying = options(
      store,
      (batch) => (sent.push(...batch), Promise.resolve(batch.length)),
    );
    await parsedJob(store, [["a@x.org", "Ann", "Lee"]], { userId: "berta" });
    assert.equal(await outcomeOf(relaying, 1), "published");
    assert.deepEqual(new Set(sent.map(({ group }) => group)), new Set([opaqueOwner("berta")]));
  },
);

storeTest(
  "relay: what starts no work waits for company, what does is published at once",
  async (fixture) => {
    const { store, sql } = fixture;
    const wake = new Wake();
    const { unlisten } = await listen(sql, wake.wake);
    const batches: number[][] = [];
    const relaying = (window: BatchWindow): RelayOptions => ({
      ...options(store, (batch) => {
        batches.push(batch.map(({ position }) => position));
        return Promise.resolve(batch.length);
      }),
      wake,
      window,
    });
    await appendSome(store, 3);
    const waits = outcomeOf(relaying({ waitMs: 60_000, startsWork: new Set() }), 1);
    await appendSome(store, 3);
    await appendSome(store, 3);
    assert.equal(batches.length, 0, "nine events wait for a tenth");
    await appendSome(store, 1);
    assert.equal(await waits, "published");
    assert.deepEqual(batches.map((batch) => batch.length), [10]);

    await appendSome(store, 1);
    const at = performance.now();
    await outcomeOf(relaying({ waitMs: 60_000, startsWork: new Set(["ParsingStarted"]) }), 1);
    await appendSome(store, 1);
    await outcomeOf(relaying({ waitMs: 20, startsWork: new Set() }), 1);
    assert.ok(performance.now() - at < 30_000);
    assert.deepEqual(batches.map((batch) => batch.length), [10, 1, 1]);
    await unlisten();
  },
);

storeTest("relay: it looks once at what comes in a moment", async ({ store }) => {
  const wake = new Wake();
  let looks = 0;
  const readHeaders = store.readHeaders.bind(store);
  store.readHeaders = (...args) => {
    looks++;
    return readHeaders(...args);
  };
  await appendSome(store, 1);
  const window: BatchWindow = { waitMs: 1_000, gatherMs: 1_000, startsWork: new Set() };
  const accept = (batch: OutgoingMessage[]) => Promise.resolve(batch.length);
  const published = outcomeOf({ ...options(store, accept), wake, window }, 1);
  for (let time = 0; time < 5; time++) {
    await appendSome(store, 1);
    wake.wake();
  }
  assert.equal(await published, "published");
  assert.ok(looks <= 3, `${looks} looks at 6 events`);
});

type Fault = "before" | "after" | "half" | "killed before the cursor";

storeTest(
  "relay: crashes repeat events and lose none, in order per stream (promise 3)",
  async (fixture) => {
    const { store, owner } = fixture;
    await appendSome(store, 45);
    const faults = fc.array(
      fc.tuple(
        fc.nat(5),
        fc.constantFrom<Fault>("before", "after", "half", "killed before the cursor"),
      ),
      { maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(faults, async (plan) => {
        await owner`truncate event_store.checkpoint`;
        const sent: OutgoingMessage[] = [];
        for (const [at, fault] of plan) {
          let batches = 0;
          const page = outcomeOf(
            options(store, (batch) => {
              const broken = batches++ === at;
              if (broken && fault === "before") return Promise.reject(new Error("SNS is away"));
              const half = batch.slice(
                0,
                broken && fault === "half" ? batch.length >> 1 : undefined,
              );
              sent.push(...half);
              if (broken && fault === "after") return Promise.reject(new Error("no answer came"));
              // Killed: the process never hears that all of it was accepted.
              if (broken && fault === "killed before the cursor") return new Promise(() => {});
              return Promise.resolve(half.length);
            }),
            1,
          );
          if (fault === "killed before the cursor" && at < 5) continue;
          await page.catch((error) => assert.match(error.message, /SNS|no answer/));
        }
        const finish = options(
          store,
          (batch) => (sent.push(...batch), Promise.resolve(batch.length)),
        );
        while (await outcomeOf(finish, 1) === "published");
        assertComplete(sent, 45);
        assert.equal(await cursor(fixture), 45);
      }),
      { numRuns: 40 },
    );
  },
);

storeTest("relay: the cursor passes only what was accepted without a gap", async (fixture) => {
  const { store } = fixture;
  await appendSome(store, 30);
  let calls = 0;
  const accepted = [10, 4];
  await outcomeOf(options(store, () => Promise.resolve(accepted[calls++] ?? 0)), 1);
  assert.deepEqual([calls, await cursor(fixture)], [2, 14]);
  await assert.rejects(outcomeOf(options(store, () => Promise.resolve(0)), 1), /from 15 on/);
  assert.equal(await cursor(fixture), 14);
});

storeTest("relay: one whose lease was taken over cannot move the cursor", async (fixture) => {
  const { store, owner } = fixture;
  await appendSome(store, 5);
  const old = await lease(fixture, "old");
  await owner`update event_store.lease set expires_at = '-infinity'`;
  const publishing = Promise.withResolvers<void>();
  const overtaken = Promise.withResolvers<number>();
  const slow = outcomeOf(
    options(store, () => {
      publishing.resolve();
      return overtaken.promise;
    }),
    old!,
  );
  await publishing.promise;
  const fresh = await lease(fixture, "new");
  assert.ok(fresh! > old!);
  assert.equal(
    await outcomeOf(options(store, (batch) => Promise.resolve(batch.length)), fresh!),
    "published",
  );
  await appendSome(store, 5);
  overtaken.resolve(5);
  assert.equal(await slow, "overtaken");
  // Nor can it later, from where the cursor stands now.
  assert.equal(
    await outcomeOf(options(store, (b) => Promise.resolve(b.length)), old!),
    "overtaken",
  );
  assert.equal(await cursor(fixture), 5);
});

storeTest("relay: an append wakes it, and it stops when told", async ({ store, sql }) => {
  const stopping = new AbortController();
  const relaying = options(store, (batch) => {
    batch.forEach(({ position }) => waiting.get(position)?.());
    return Promise.resolve(batch.length);
  });
  const waiting = new Map<number, () => void>();
  const listening = await listen(sql, relaying.wake.wake);
  const running = relay(relaying, stopping.signal);
  for (let position = 1; position <= 3; position++) {
    const { promise, resolve } = Promise.withResolvers<void>();
    waiting.set(position, resolve);
    const stream = `job-${newId()}`;
    await store.append([{ stream, expectedVersion: 0, events: [started()] }]);
    await promise;
  }
  stopping.abort();
  await running;
  // The lease was given back: a successor need not wait for it to run out.
  assert.notEqual(await takeLease(sql, "relay", "successor", 1_000), null);
  await listening.unlisten();
});

storeTest(
  "relay: whose lease was taken unseen, it publishes one page again at most and stands by",
  async (fixture) => {
    const { store, sql, owner } = fixture;
    const stopping = new AbortController();
    const sent: number[] = [];
    const publishing = Promise.withResolvers<void>(), goOn = Promise.withResolvers<void>();
    const heard = Promise.withResolvers<void>();
    const relaying = options(store, async (batch) => {
      sent.push(...batch.map(({ position }) => position));
      if (sent.includes(2)) publishing.resolve();
      if (sent.includes(2)) await goOn.promise;
      if (sent.includes(4)) heard.resolve();
      return batch.length;
    });
    const listening = await listen(sql, relaying.wake.wake);
    const running = relay(relaying, stopping.signal);
    await appendSome(store, 1);
    await until("the first event is passed", () => cursor(fixture), (at) => at === 1);
    await appendSome(store, 1);
    await publishing.promise;
    await owner`update event_store.lease set expires_at = '-infinity'`;
    const fence = await lease(fixture, "other");
    const other = options(store, (batch) => Promise.resolve(batch.length));
    assert.equal(await outcomeOf(other, fence!), "published");
    goOn.resolve();
    await appendSome(store, 1);
    assert.equal(await outcomeOf(other, fence!), "published");
    await releaseLease(sql, "relay", "other");
    await appendSome(store, 1);
    await heard.promise;
    assert.deepEqual(sent, [1, 2, 4]);
    stopping.abort();
    await running;
    await listening.unlisten();
  },
);

storeTest(
  "relay: a second one stands by, and takes over where the first stops",
  async ({ store, sql }) => {
    const stopFirst = new AbortController(), stopSecond = new AbortController();
    const sent: string[] = [];
    const heard: (() => void)[] = [];
    const relayOf = (name: string) =>
      options(store, (batch) => {
        sent.push(name);
        heard.shift()?.();
        return Promise.resolve(batch.length);
      });
    const first = relayOf("first"), second = relayOf("second");
    const [one, two] = [await listen(sql, first.wake.wake), await listen(sql, second.wake.wake)];
    const append = async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      heard.push(resolve);
      const stream = `job-${newId()}`;
      await store.append([{ stream, expectedVersion: 0, events: [started()] }]);
      await promise;
    };
    const firstRuns = relay(first, stopFirst.signal);
    await append();
    const secondRuns = relay(second, stopSecond.signal);
    await append();
    stopFirst.abort();
    await firstRuns;
    await append();
    assert.deepEqual(sent, ["first", "first", "second"]);
    stopSecond.abort();
    await secondRuns;
    await Promise.all([one.unlisten(), two.unlisten()]);
  },
);

storeTest(
  "relay: each event reaches the queues that ask for it, by the contract",
  async ({ store }) => {
    await withBus(async ({ bus, topology }) => {
      const cause = await parsedJob(store, [["secret@x.org", "Ann", "Lee"]]);
      const { jobId } = cause.data;
      await store.append([{
        stream: `review-${jobId}`,
        expectedVersion: 0,
        events: [{
          id: newId(),
          type: "DedupeCompleted",
          data: { jobId, issueCount: 0, repeatedRows: 0 },
          personal: null,
          metadata,
        }],
      }]);
      const publish = (batch: OutgoingMessage[]) => publishBatch(bus.sns, topology.topicArn, batch);
      await outcomeOf(options(store, publish), 1);
      const types = async (name: keyof typeof topology.queues) => {
        const events = await drainEvents(bus, topology.queues[name].url);
        return events.sort((a, b) => a.event.position - b.event.position);
      };
      const all = await types("projection");
      assert.deepEqual(all.map((m) => m.event.type), [
        "JobCreated",
        "RowsParsed",
        "ParsingCompleted",
        "DedupeCompleted",
      ]);
      assert.deepEqual((await types("parsing")).map((m) => m.event.type), ["JobCreated"]);
      assert.deepEqual((await types("dedupe")).map((m) => m.event.id), [cause.id]);
      const [done, ...more] = await types("review");
      assert.deepEqual(done!.data, { jobId, issueCount: 0, repeatedRows: 0 });
      assert.deepEqual(more, []);
      assert.doesNotMatch(JSON.stringify(all), /secret|Ann|people\.csv/);
      for (const message of all.slice(0, 3)) assert.ok(!("data" in message));
    });
  },
);
