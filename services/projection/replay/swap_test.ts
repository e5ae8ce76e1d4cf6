/** What a reader sees while read models are swapped below it: no gap, and nothing that goes back. */
import assert from "node:assert/strict";
import { Job } from "@rollcall/contracts/api";
import { EventStore, type ReadLimit, transaction } from "@rollcall/event-store";
import type { App } from "@rollcall/platform/http.ts";
import { silentLog } from "@rollcall/platform/log.ts";
import { Batches } from "../projector/batches.ts";
import { Projector } from "../projector/projector.ts";
import { append, jobCreated, parsedRows, rowsParsed } from "../testing/events.ts";
import { first, next, replayTest, statesOf } from "../testing/generations.ts";
import { jobId } from "../testing/reviewed_job.ts";
import { tokenOf } from "../testing/world.ts";
import { replay } from "./replay.ts";
import { rollback } from "./rollback.ts";
import type { ReplayStep } from "./steps.ts";
import { scaled } from "../../../tests/harness/deadline.ts";

const AT_LEAST = 6;

/** Repeats `once` until stopped, a few times at least. `stop` rejects with its first failure. */
function repeatedly(once: (i: number) => Promise<void>): { stop(): Promise<void> } {
  let going = true;
  const work = (async () => {
    for (let i = 0; going || i < AT_LEAST; i++) await once(i);
  })();
  work.catch(() => {});
  return {
    stop: () => {
      going = false;
      return work;
    },
  };
}

async function jobsAt(app: App, authorization: string, path: string): Promise<Job[]> {
  const response = await app.request(path, { headers: { authorization } });
  const text = await response.text();
  // On a machine that has no time the answer may be to ask again; never one that is too old.
  if (/READ_MODEL_BEHIND/.test(text)) return await jobsAt(app, authorization, path);
  assert.equal(response.status, 200, text);
  return [JSON.parse(text)].flat().map((job) => Job.parse(job));
}

replayTest("readers see no gap and no older version, and their own writes", async (world) => {
  await append(world.store, [jobCreated(jobId, "user-1", 1_000_000)]);
  const authorization = `Bearer ${await tokenOf("user-1")}`;
  const other = world.another();
  await world.projector.catchUp();
  world.projector.start();
  other.projector.start();
  const readers = [world.app, other.app].flatMap((app) =>
    ["/jobs", `/jobs/${jobId}`].map((path) => {
      let last = 0;
      return repeatedly(async () => {
        const [job] = await jobsAt(app, authorization, path);
        assert(job, "the job is gone");
        assert(job.version >= last, `version ${job.version} came after ${last}`);
        last = job.version;
      });
    })
  );
  // Who writes asks an instance, the one and the other in turn, for what he has written.
  const writer = repeatedly(async (i) => {
    const position = await append(world.store, [
      rowsParsed(jobId, i + 1, parsedRows(i + 1, i + 1)),
    ]);
    const app = [world.app, other.app][i % 2]!;
    const path = `/jobs/${jobId}?min_version=${position}`;
    const [job] = await jobsAt(app, authorization, path);
    assert(job!.version >= position, `${job!.version} was answered for ${position}`);
    assert.equal(job!.total_rows, i + 1);
  });

  const outcomes = [await replay(world), await rollback(world), await replay(world)];
  await writer.stop();
  await Promise.all(readers.map((one) => one.stop()));
  await other.projector.stop();
  await other.feed.close();
  assert.deepEqual(outcomes.map((o) => o.outcome === "live" && o.generation), [
    next,
    first,
    next + 1,
  ]);
  assert.deepEqual(await statesOf(world.sql), {
    [first]: "retired",
    [next]: "retired",
    [next + 1]: "live",
  });
});

replayTest(
  "a query that holds the views makes the swap wait, and nobody behind it",
  async (world) => {
    await append(world.store, [jobCreated(jobId)]);
    await world.projector.catchUp();
    const let_go = Promise.withResolvers<void>();
    const holding = Promise.withResolvers<void>();
    const long = transaction(world.sql, async (tx) => {
      await tx`set local idle_in_transaction_session_timeout = 0`;
      await tx`select 1 from read_models.jobs`;
      holding.resolve();
      await let_go.promise;
    }, { deadlineMs: scaled(60_000) });
    await holding.promise;
    let waits = 0;
    const tell = ({ step }: ReplayStep) => {
      if (step === "waiting" && ++waits === 2) let_go.resolve();
    };
    const reading = repeatedly(async () => {
      const since = performance.now();
      assert.equal((await world.get(`/jobs/${jobId}`)).status, 200);
      assert(performance.now() - since < scaled(2_000), "a query waited for the swap");
    });
    assert.equal((await replay({ ...world, tell })).outcome, "live");
    assert.equal(waits, 2);
    await reading.stop();
    await long;
  },
);

replayTest(
  "negative twin: who does not look which one is live tells of what nobody sees",
  async (world) => {
    await append(world.store, [jobCreated(jobId, "user-1", 1_000)]);
    await world.projector.catchUp();
    const broken = new Batches({ store: world.store, generation: first });
    await broken.find();
    await replay(world);

    const position = await append(world.store, [rowsParsed(jobId, 1, parsedRows(1, 1))]);
    const shown = async () =>
      (await world.sql`select version from read_models.jobs where id = ${jobId}`)[0]!.version;
    await broken.reach(position);
    assert.equal(broken.position, position);
    assert(await shown() < position, "the views show what the broken one has folded");
    assert.equal(await world.projector.catchUp(), position);
    assert.equal(await shown(), position);
  },
);

/** A log whose first reading brings its events only once `meanwhile` is done. */
class SlowStore extends EventStore {
  #meanwhile: (() => Promise<void>) | undefined;

  constructor(store: EventStore, meanwhile: () => Promise<void>) {
    super(store.sql);
    this.#meanwhile = meanwhile;
  }

  override async readLog(after: number, limit?: ReadLimit) {
    const events = await super.readLog(after, limit);
    const meanwhile = this.#meanwhile;
    this.#meanwhile = undefined;
    await meanwhile?.();
    return events;
  }
}

replayTest(
  "who folds a retired generation that a rollback moves tells of what the views show (promise 10)",
  async (world) => {
    await append(world.store, [jobCreated(jobId, "user-1", 1_000)]);
    await world.projector.catchUp();
    await append(world.store, [rowsParsed(jobId, 1, parsedRows(1, 1))]);
    let head = 0;
    const store = new SlowStore(world.store, async () => {
      await replay(world);
      head = await append(world.store, [rowsParsed(jobId, 2, parsedRows(2, 2))]);
      // As a rollback does before it swaps.
      const former = new Batches({ store: world.store, generation: 1 });
      await former.find();
      await former.reach(head);
    });
    const told: number[] = [];
    const projector = new Projector({
      store,
      log: silentLog(),
      advanced: (position) => told.push(position),
    });
    assert.equal(await projector.catchUp(), head);
    const [job] = await world.sql`select version from read_models.jobs where id = ${jobId}`;
    assert.equal(job!.version, told.at(-1), "what was told of is shown");
  },
);
