/** Reactions on a real Postgres and the emulator, with messages that come, or do not. */
import assert from "node:assert/strict";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { type EventRecorded, parseStream, type RecordedEvent } from "@rollcall/contracts";
import { Claims, readCheckpoint } from "@rollcall/event-store";
import { eventually, type Fixture, storeTest } from "../tests/harness/event_store.ts";
import { attributesOf, type TestBus, withBus } from "../tests/harness/bus.ts";
import { deletedJob, parsedJob, readAll } from "../tests/harness/job.ts";
import { loadJob } from "./pipeline_job.ts";
import { createLog } from "./log.ts";
import {
  type Cause,
  causedBy,
  type ReactionOptions,
  type ReactionTiming,
  type RunningReactions,
  startReactions,
} from "./reactions.ts";

const SWEEPING: ReactionTiming = {
  sweepMs: 10,
  graceMs: 0,
  deadlineMs: 60_000,
  retrySeconds: [0, 0],
};
const NOT_SWEEPING: ReactionTiming = { ...SWEEPING, graceMs: 3_600_000 };

interface World extends TestBus, Fixture {
  queueUrl: string;
  lines: string[];
  start(
    react: ReactionOptions["react"],
    timing?: ReactionTiming,
    more?: Partial<ReactionOptions>,
  ): RunningReactions;
  /** A job whose file was parsed: a cause for the dedupe service. */
  cause(userId?: string): Promise<RecordedEvent>;
  deliver(cause: RecordedEvent): Promise<void>;
  checkpoint(): Promise<number>;
  /** Resolves once no message is left. */
  emptied(): Promise<void>;
}

function reactionsTest(name: string, test: (world: World) => Promise<void>): void {
  storeTest(`reactions: ${name}`, (fixture) =>
    withBus(async (testBus) => {
      const { bus, topology } = testBus;
      const { store, sql, database } = fixture;
      const queueUrl = topology.queues.dedupe.url;
      const running: RunningReactions[] = [];
      const lines: string[] = [];
      const log = createLog("test", "debug", (line) => lines.push(line));
      const base = {
        name: "dedupe",
        store,
        databaseUrl: database.url,
        bus,
        queueUrl,
        log,
      } as const;
      try {
        await test({
          ...testBus,
          ...fixture,
          queueUrl,
          lines,
          start: (react, timing = SWEEPING, more = {}) => {
            const reactions = startReactions({ ...base, concurrency: 2, react, ...more }, timing);
            running.push(reactions);
            return reactions;
          },
          cause: async (userId = "anna") => {
            const parsed = await parsedJob(store, [["a@x.org", "Ann", "Lee"]], { userId });
            return { ...parsed, metadata: { ...parsed.metadata, userId: null } };
          },
          deliver: async (cause) => {
            const MessageBody = JSON.stringify(toMessage(cause));
            await bus.sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }));
          },
          checkpoint: () => readCheckpoint(sql, "dedupe-sweep"),
          emptied: () =>
            eventually("no message is left", async () => {
              const now = await attributesOf(bus, queueUrl);
              return now.ApproximateNumberOfMessages === "0" &&
                now.ApproximateNumberOfMessagesNotVisible === "0";
            }),
        });
      } finally {
        await Promise.all(running.map((reactions) => reactions.stop()));
      }
    }));
}

function toMessage(event: RecordedEvent): EventRecorded {
  const { id, type, schemaVersion, stream, version, position, recordedAt, metadata } = event;
  return {
    contract: "EventRecorded",
    version: 1,
    event: { id, type, schemaVersion, stream, version, position, recordedAt },
    metadata,
  };
}

/** Remembers what it was asked to do. */
function recorder(work: (cause: Cause) => Promise<void> = () => Promise.resolve()) {
  const ids: string[] = [];
  const react = async (cause: Cause) => {
    ids.push(cause.id);
    await work(cause);
  };
  return { ids, react, count: (cause: Cause) => ids.filter((id) => id === cause.id).length };
}

reactionsTest("a message is worked off, and the sweep leaves it at that", async (world) => {
  const { start, cause, deliver, emptied, checkpoint, store } = world;
  const { ids, react } = recorder();
  const asked = await cause();
  await deliver(asked);
  await deliver(asked);
  start(react, NOT_SWEEPING);
  await emptied();
  assert.deepEqual(ids, [asked.id]);
  start(react);
  const head = await store.head();
  await eventually("the sweep is past it", async () => await checkpoint() === head);
});

reactionsTest(
  "a cause is told whole, and what follows names it",
  async ({ start, cause, deliver }) => {
    const asked = await cause();
    const heard = Promise.withResolvers<Cause>();
    start((cause) => Promise.resolve(heard.resolve(cause)), NOT_SWEEPING);
    await deliver(asked);
    const { id, stream, version, position, metadata } = await heard.promise;
    assert.deepEqual({ id, stream, version, position, metadata }, {
      id: asked.id,
      stream: asked.stream,
      version: asked.version,
      position: asked.position,
      metadata: asked.metadata,
    });
    const { correlationId, traceparent } = asked.metadata;
    // No person did what follows.
    const followed = { correlationId, traceparent, causationId: asked.id, userId: null };
    assert.deepEqual(causedBy(asked), followed);
  },
);

reactionsTest("work whose message was lost is found (promise 5)", async (world) => {
  const { start, cause, checkpoint, store } = world;
  const { ids, react } = recorder();
  const before = await cause();
  start(react);
  const after = await cause();
  await eventually("both are done", () => Promise.resolve(ids.length === 2));
  assert.deepEqual(ids, [before.id, after.id]);
  const head = await store.head();
  await eventually("the sweep is at the head", async () => await checkpoint() === head);
});

reactionsTest("a fresh event is left to the bus for a while", async (world) => {
  const { start, cause, deliver, checkpoint, emptied } = world;
  const { ids, react } = recorder();
  const [first, second] = [await cause(), await cause()];
  start(react, NOT_SWEEPING);
  await deliver(second);
  await emptied();
  assert.deepEqual(ids, [second.id]);
  assert.equal(await checkpoint(), 0);
  assert.ok(first);
});

reactionsTest(
  "what is in work elsewhere is not worked twice, and taken over if it stops",
  async (world) => {
    const { start, cause, deliver, emptied, checkpoint, database } = world;
    const { ids, react, count } = recorder();
    const [held, free] = [await cause(), await cause()];
    const elsewhere = new Claims(database.url, "elsewhere");
    assert.equal(await elsewhere.take(`dedupe/${held.id}`), true);
    start(react);
    await deliver(held);
    await emptied();
    await eventually("the other is done", () => Promise.resolve(count(free) === 1));
    assert.equal(count(held), 0);
    assert.ok(await checkpoint() < held.position);
    await elsewhere.close();
    await eventually("it is taken over", () => Promise.resolve(count(held) === 1));
    await eventually("the sweep is past both", async () => await checkpoint() >= free.position);
    assert.deepEqual(ids, [free.id, held.id]);
  },
);

reactionsTest("a claim is lost with its holder's connection", async (world) => {
  const { start, cause, database, owner } = world;
  const { react, count } = recorder();
  const held = await cause();
  const killed = new Claims(database.url, "killed");
  assert.equal(await killed.take(`dedupe/${held.id}`), true);
  assert.equal(await killed.take(`dedupe/${held.id}`), false);
  start(react);
  await owner`select pg_terminate_backend(pid) from pg_stat_activity
               where application_name = 'killed' and datname = current_database()`;
  await eventually("it is taken over", () => Promise.resolve(count(held) === 1));
  await killed.close();
});

reactionsTest(
  "two processes never work on the same cause at once",
  async ({ start, cause, deliver }) => {
    const running = new Set<string>(), done = new Set<string>();
    const react = async ({ id }: Cause) => {
      assert.ok(!running.has(id), "it is in work already");
      running.add(id);
      await new Promise((resolve) => setTimeout(resolve));
      running.delete(id);
      done.add(id);
    };
    start(react);
    start(react);
    for (let i = 0; i < 12; i++) {
      const asked = await cause();
      await deliver(asked);
      await deliver(asked);
    }
    await eventually("all are done", () => Promise.resolve(done.size === 12));
  },
);

reactionsTest(
  "what fails three times is given up, says so, and holds no other up",
  async (world) => {
    const { start, cause, checkpoint, store, lines } = world;
    const [bad, good] = [await cause(), await cause()];
    const { react, count } = recorder(({ id }) =>
      id === bad.id ? Promise.reject(new Error("a bug")) : Promise.resolve()
    );
    start(react);
    const head = await store.head();
    await eventually("the sweep is past both", async () => await checkpoint() >= head);
    assert.deepEqual([count(bad), count(good)], [3, 1]);
    const logged = lines.map((line) => JSON.parse(line)).filter((line) => line.level === "error");
    assert.deepEqual(logged.map((line) => [line.event_id, line.tries]), [
      [bad.id, 1],
      [bad.id, 2],
      [bad.id, 3],
    ]);
  },
);

reactionsTest("an outage uses no tries up, however long it lasts (promise 5)", async (world) => {
  const { start, cause, checkpoint } = world;
  const away = Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
  let outage = 8;
  const asked = await cause();
  const { react, count } = recorder(() => outage-- > 0 ? Promise.reject(away) : Promise.resolve());
  start(react);
  await eventually("it is done", async () => await checkpoint() >= asked.position);
  assert.equal(count(asked), 9);
});

reactionsTest("one that never ends gives its place up", async ({ start, cause, checkpoint }) => {
  const [stuck, good] = [await cause(), await cause()];
  const { react, count } = recorder(({ id }) =>
    id === stuck.id ? new Promise(() => {}) : Promise.resolve()
  );
  start(react, { ...SWEEPING, deadlineMs: 20 });
  await eventually("the sweep is past both", async () => await checkpoint() >= good.position);
  assert.deepEqual([count(stuck), count(good)], [3, 1]);
});

reactionsTest("a poison message lies in the dead-letter queue, others go on", async (world) => {
  const { start, cause, deliver, emptied, bus, topology, store } = world;
  const [bad, good] = [await cause(), await cause()];
  const { react, count } = recorder(({ id }) =>
    id === bad.id ? Promise.reject(new Error("a bug")) : Promise.resolve()
  );
  start(react, NOT_SWEEPING);
  await deliver(bad);
  await deliver(good);
  await emptied();
  assert.deepEqual([count(bad), count(good)], [3, 1]);
  const dead = await attributesOf(bus, topology.queues.dedupe.deadLetterUrl);
  assert.equal(dead.ApproximateNumberOfMessages, "1");
  assert.equal((await loadJob(store, parseStream(bad.stream).id)).failed?.stage, "dedupe");
  assert.equal((await loadJob(store, parseStream(good.stream).id)).failed, undefined);
});

reactionsTest(
  "work on a deleted job ends quietly: no failed job, no dead letter",
  async (world) => {
    const { start, cause, deliver, emptied, bus, topology, store, checkpoint, lines } = world;
    const asked = await cause();
    const [created] = await readAll(store, asked.stream) as [RecordedEvent<"JobCreated">];
    const { react, count } = recorder(async () => {
      if (count(asked) === 1) await deletedJob(store, created);
      throw new Error("the job's key is missing or erased");
    });
    start(react, NOT_SWEEPING);
    await deliver(asked);
    await emptied();
    assert.equal(count(asked), 1);
    start(react);
    await eventually("the sweep is past it", async () => await checkpoint() >= asked.position);
    const dead = await attributesOf(bus, topology.queues.dedupe.deadLetterUrl);
    assert.equal(dead.ApproximateNumberOfMessages, "0");
    const types = (await readAll(store, asked.stream)).map(({ type }) => type);
    assert.deepEqual(types, ["JobCreated", "ParsingCompleted", "JobDeleted"]);
    const levels = lines.map((line) => JSON.parse(line).level);
    assert.ok(!levels.includes("error") && !levels.includes("warn"), lines.join("\n"));
  },
);

reactionsTest(
  "a message that meets an outage is left to the sweep, not set aside",
  async (world) => {
    const { start, cause, deliver, emptied, bus, topology, store } = world;
    const away = Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
    let outage = true;
    const asked = await cause();
    const { react, count } = recorder(() => outage ? Promise.reject(away) : Promise.resolve());
    start(react, NOT_SWEEPING);
    await deliver(asked);
    await emptied();
    const dead = await attributesOf(bus, topology.queues.dedupe.deadLetterUrl);
    assert.equal(dead.ApproximateNumberOfMessages, "0");
    assert.equal((await loadJob(store, parseStream(asked.stream).id)).failed, undefined);
    outage = false;
    start(react);
    await eventually("the sweep does it", () => Promise.resolve(count(asked) === 2));
  },
);

reactionsTest("stopping waits for what is in work, and takes nothing more", async (world) => {
  const { start, cause, deliver } = world;
  const begun = Promise.withResolvers<void>(), go = Promise.withResolvers<void>();
  let ended = false;
  const reactions = start(async () => {
    begun.resolve();
    await go.promise;
    ended = true;
  }, NOT_SWEEPING);
  await deliver(await cause());
  await begun.promise;
  const stopping = reactions.stop().then(() => assert.ok(ended));
  go.resolve();
  await stopping;
});

/** Causes of two users: many of anna's that last until they are let go, then one of berta's. */
async function backlog(world: World, count: number) {
  const { cause, deliver } = world;
  const large: RecordedEvent[] = [];
  for (let i = 0; i < count; i++) large.push(await cause("anna"));
  const small = await cause("berta");
  const gates = new Map(large.map(({ id }) => [id, Promise.withResolvers<void>()]));
  const done: string[] = [];
  const { ids, react } = recorder(async ({ id }) => {
    await gates.get(id)?.promise;
    done.push(id);
  });
  return {
    large,
    small,
    begun: ids,
    done,
    react,
    deliver: async () => {
      for (const one of [...large, small]) await deliver(one);
    },
    letGo: (one: RecordedEvent) => gates.get(one.id)!.resolve(),
    letAllGo: () => gates.forEach((gate) => gate.resolve()),
  };
}

reactionsTest("a user's backlog keeps no other user waiting (promise 12)", async (world) => {
  const { small, done, begun, react, deliver, letAllGo } = await backlog(world, 5);
  world.start(react, NOT_SWEEPING);
  await deliver();
  await eventually("the other's is done", () => Promise.resolve(done.includes(small.id)));
  assert.deepEqual([begun.length, done.length], [2, 1]);
  letAllGo();
  await world.emptied();
  assert.equal(done.length, 6);
});

reactionsTest("negative twin: without turns the second user waits for all of it", async (world) => {
  const { large, small, done, begun, react, deliver, letGo } = await backlog(world, 5);
  world.start(react, NOT_SWEEPING, { ownerOf: () => Promise.resolve("everybody") });
  await deliver();
  for (const [i, one] of large.entries()) {
    await eventually("the next is begun", () => Promise.resolve(begun.length === i + 1));
    assert.ok(!begun.includes(small.id));
    letGo(one);
  }
  await world.emptied();
  assert.equal(done.at(-1), small.id);
});

reactionsTest("work that only the sweep finds has its turn too (promise 12)", async (world) => {
  const { small, done, react, letAllGo } = await backlog(world, 5);
  world.start(react);
  await eventually("the other's is done", () => Promise.resolve(done.includes(small.id)));
  assert.equal(done.length, 1);
  letAllGo();
  const head = await world.store.head();
  await eventually("the sweep is past all", async () => await world.checkpoint() === head);
});

reactionsTest("a sweep finds what comes while an earlier one's work lasts", async (world) => {
  const { large, done, react, letAllGo } = await backlog(world, 1);
  world.start(react);
  await eventually("one is done", () => Promise.resolve(done.length === 1));
  const later = await world.cause("carla");
  await eventually("the later one is too", () => Promise.resolve(done.includes(later.id)));
  assert.ok(!done.includes(large[0]!.id));
  letAllGo();
});

reactionsTest(
  "what waits for its turn in one process is done by another meanwhile (promise 5)",
  async (world) => {
    const { large, begun, react, deliver, letAllGo } = await backlog(world, 4);
    world.start(react, NOT_SWEEPING);
    await deliver();
    await eventually("the first are begun", () => Promise.resolve(begun.length === 2));
    // As good as killed: it holds the others' messages, and begins none of them.
    const elsewhere = recorder();
    world.start(elsewhere.react);
    const others = large.filter(({ id }) => !begun.includes(id));
    await eventually("the others are done", () => {
      return Promise.resolve(others.every(({ id }) => elsewhere.ids.includes(id)));
    }).finally(letAllGo);
    assert.deepEqual([others.length, begun.length], [3, 2]);
  },
);

reactionsTest("what has not begun when a process stops is left to the next", async (world) => {
  const { small, begun, react, deliver, letAllGo } = await backlog(world, 3);
  const stopped = world.start(react, NOT_SWEEPING);
  await deliver();
  await eventually("the first are begun", () => Promise.resolve(begun.length === 2));
  await eventually("all are in hand", async () => {
    const { queueUrl } = world;
    return (await attributesOf(world.bus, queueUrl)).ApproximateNumberOfMessages === "0";
  });
  const stopping = stopped.stop();
  letAllGo();
  await stopping;
  assert.ok(begun.length === 2 && begun.includes(small.id));
  const next = recorder();
  world.start(next.react);
  const head = await world.store.head();
  await eventually("the sweep is past all", async () => await world.checkpoint() === head);
  assert.deepEqual(new Set(next.ids).size, 4);
});
