/**
 * Any schedule of duplicates, reordering, delays and redelivery gives the same store and the same
 * read models as in-order, exactly-once delivery, and both are what the oracle says (promise 4).
 * Further runs: SCHEDULES=200 deno task test tests/oracle/any_schedule_test.ts
 */
import assert from "node:assert/strict";
import { silentLog } from "@rollcall/runtime/log.ts";
import fc from "fast-check";
import { findDuplicates } from "../../services/dedupe/reactions.ts";
import { parseFile } from "../../services/parsing/reactions.ts";
import { createWorld, type World } from "../../services/projection/testing/world.ts";
import { finalizeWhereNothingIsOpen } from "../../services/review/reactions.ts";
import { Reviews } from "../../services/review/reviews.ts";
import { metadata, uploadedJob } from "../harness/job.ts";
import { allPages, outcomeOf, type Reader } from "./api_outcome.ts";
import { ExpectedJob } from "./expected_job.ts";
import { expectedFacts, type Facts, storedFacts } from "./facts.ts";
import type { Outcome } from "./outcome.ts";
import { Random } from "./random.ts";
import { randomFile } from "./random_file.ts";
import { randomSteps, type TakenStep } from "./random_steps.ts";
import {
  deliverAnyhow,
  deliverInOrder,
  type Errand,
  type Handlers,
  UnreliableStore,
} from "./simulated_bus.ts";
import { toCommand } from "./steps.ts";

const RUNS = Number(Deno.env.get("SCHEDULES") ?? 6);
const USER = "anna";

interface Plan {
  expected: ExpectedJob;
  steps: TakenStep[];
}

Deno.test("any schedule of deliveries ends as in-order, exactly-once delivery does (promise 4)", async () => {
  const world = await createWorld();
  const seed = Number(Deno.env.get("SCHEDULE_SEED") ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`SCHEDULE_SEED=${seed}`);
  try {
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (number) => {
        const random = new Random(number);
        const plans = await Array.fromAsync({ length: 4 }, (_, i) => planOf(random, i));
        const inOrder = await run(world, plans, "in order", random.fork());
        const anyhow = await run(world, plans, "anyhow", random.fork());
        for (const [i, { expected }] of plans.entries()) {
          assert.deepEqual(anyhow[i], inOrder[i], `file ${i} ends otherwise than in order`);
          assertExpected(anyhow[i]!, expected);
        }
      }),
      { numRuns: RUNS, seed, endOnFailure: true },
    );
  } finally {
    await world.close();
  }
});

Deno.test("the same judge finds a bus out that loses messages for good", async () => {
  const world = await createWorld();
  try {
    const random = new Random(1);
    const plan = await planOf(random, 0);
    const [end] = await run(world, [plan], "losing", random);
    assert.throws(() => assertExpected(end!, plan.expected), assert.AssertionError);
  } finally {
    await world.close();
  }
});

interface End {
  facts: Facts;
  seen: Outcome;
}

function assertExpected({ facts, seen }: End, expected: ExpectedJob): void {
  assert.deepEqual(facts, expectedFacts(expected), "the store is otherwise than the oracle says");
  assert.deepEqual(seen, expected.outcome(), "the read models are otherwise than the oracle says");
}

async function planOf(random: Random, i: number): Promise<Plan> {
  const kind = (["questions", "clean", "questions", "unreadable"] as const)[i]!;
  const rows = i === 0 ? random.int(501, 1_100) : random.int(1, 30);
  const file = { ...randomFile(random, { kind, rows }), name: "people.csv" };
  const expected = await ExpectedJob.of(file);
  return { expected, steps: randomSteps(random, expected, 5) };
}

/** Runs all jobs to their end, and tells what the store and the read models hold of each. */
async function run(
  world: World,
  plans: Plan[],
  how: "in order" | "anyhow" | "losing",
  random: Random,
): Promise<End[]> {
  const from = await world.store.head();
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const jobIds: string[] = [];
  for (const { expected: { file } } of plans) {
    const { data } = await uploadedJob(world.store, {
      userId: USER,
      sizeBytes: file.bytes.length,
      mapping: file.mapping ?? null,
    });
    files.set(data.fileKey, file.bytes);
    jobIds.push(data.jobId);
  }
  const unreliable = how !== "in order";
  const store = unreliable ? new UnreliableStore(world.sql, random.fork()) : world.store;
  // Two instances of each service that keeps something in memory.
  const reviews = [new Reviews(store), new Reviews(store)];
  const projectors = [world.projector, world.another().projector];
  const log = silentLog();
  const objects = {
    getStream: (key: string) => Promise.resolve(pieces(files.get(key)!, random, unreliable)),
  };
  const handlers: Handlers = {
    parsing: (cause) => parseFile({ store, objects, log }, cause),
    dedupe: (cause) => findDuplicates({ store, log }, cause),
    review: (cause) => finalizeWhereNothingIsOpen({ reviews: random.pick(reviews), log }, cause),
    projection: async () => void await random.pick(projectors).catchUp(),
  };
  const errands = plans.map(({ steps }, i) =>
    person(() => random.pick(reviews), jobIds[i]!, steps)
  );
  if (how === "in order") await deliverInOrder(world.store, handlers, errands, from);
  else if (how === "anyhow") await deliverAnyhow(random, world.store, handlers, errands, from);
  else await deliverAnyhow(random, world.store, { ...handlers, dedupe: deaf }, [], from);
  await world.projector.catchUp();
  return await Promise.all(jobIds.map(async (jobId) => ({
    facts: await storedFacts(world.store, jobId),
    seen: await outcomeOf(readerOf(world), jobId),
  })));
}

/** Acknowledges and does nothing: for its job the message might as well have been lost. */
const deaf = () => Promise.resolve();

/** Takes one step at a time, again where its answer was lost, and holds the answers to the oracle. */
function person(reviews: () => Reviews, jobId: string, steps: TakenStep[]): Errand {
  const left = [...steps];
  let isRepeated = false;
  return async () => {
    if (!left.length) return true;
    const { step, answer } = left[0]!;
    const by = { ...metadata, userId: USER };
    const result = await reviews().execute(jobId, USER, toCommand(step), by).catch(() => undefined);
    if (!result) isRepeated = true;
    if (!result || result.outcome === "refused" && result.code === "NOT_READY") return false;
    const got = result.outcome === "done"
      ? { status: 200 }
      : result.outcome === "refused"
      ? { status: result.status, code: result.code }
      : result;
    // The try whose answer was lost may have taken what this one asks for; the store tells.
    if (!isRepeated || result.outcome !== "refused") {
      assert.deepEqual(got, answer, JSON.stringify(step));
    }
    left.shift();
    isRepeated = false;
    return !left.length;
  };
}

/** The file in pieces of any length; an unreliable connection ends early now and then. */
function pieces(file: Uint8Array<ArrayBuffer>, random: Random, unreliable: boolean) {
  const end = unreliable && random.chance(0.2) ? random.int(0, file.length) : file.length;
  let at = 0;
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= end) return controller.close();
      const next = Math.min(at + random.int(1, 40_000), end);
      controller.enqueue(file.slice(at, next));
      at = next;
    },
  });
}

function readerOf(world: World): Reader {
  const get = async (path: string) => {
    const response = await world.get(path, USER);
    const body = await response.json();
    assert.equal(response.status, 200, JSON.stringify(body));
    return { headers: response.headers, body };
  };
  return {
    one: async (path) => (await get(path)).body,
    all: (path) => allPages(get, path),
  };
}
