/**
 * Any schedule of duplicates, reordering, delays and redelivery gives the same store and the same
 * read models as in-order, exactly-once delivery, and both are what the oracle says (promise 4).
 * Further runs: SCHEDULES=200 deno task test tests/oracle/any_schedule_test.ts
 */
import assert from "node:assert/strict";
import { reviewStream } from "@rollcall/contracts";
import { silentLog } from "@rollcall/platform/log.ts";
import fc from "fast-check";
import { findDuplicates } from "../../services/dedupe/reactions.ts";
import { parseFile } from "../../services/parsing/reactions.ts";
import { removeFile } from "../../services/parsing/remove_file.ts";
import { GENERATION, schemaOf } from "../../services/projection/schema/generation.ts";
import { createWorld, type World } from "../../services/projection/testing/world.ts";
import { finalizeWhereNothingIsOpen } from "../../services/review/reactions.ts";
import type { Executed } from "../../services/review/review_commands.ts";
import { Reviews } from "../../services/review/reviews.ts";
import { type Deleted, deleteJob } from "../../services/upload/delete_job.ts";
import { ensureUploadSchema } from "../../services/upload/schema.ts";
import { metadata, uploadedJob } from "../harness/job.ts";
import { allPages, outcomeOf, type Reader } from "./api_outcome.ts";
import { ExpectedJob } from "./expected_job.ts";
import { expectedFacts, type Facts, storedFacts } from "./facts.ts";
import type { Outcome } from "./outcome.ts";
import { Random } from "./random.ts";
import { randomFile } from "./random_file.ts";
import { randomSteps, type TakenStep } from "./random_steps.ts";
import { nothing, type Remains, remainsOf } from "./remains.ts";
import {
  deliverAnyhow,
  deliverInOrder,
  type Errand,
  type Handlers,
  UnreliableStore,
} from "./simulated_bus.ts";
import { type Step, toCommand } from "./steps.ts";

const RUNS = Number(Deno.env.get("SCHEDULES") ?? 6);
const USER = "anna";

/** One person twice: the second time with a phone number. */
const TWICE = "email,first name,last name,phone\nann@x.org,Ann,Lee,\nann@x.org,Ann,Lee,030 12345\n";

interface Plan {
  expected: ExpectedJob;
  steps: TakenStep[];
  /** whether no issue is open once it was read */
  isFinalizedByItself: boolean;
}

Deno.test("any schedule of deliveries ends as in-order, exactly-once delivery does (promise 4)", async (t) => {
  const world = await createWorld();
  await ensureUploadSchema(world.sql, world.ownerUrl);
  const seed = Number(Deno.env.get("SCHEDULE_SEED") ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`SCHEDULE_SEED=${seed}`);
  try {
    await fc.assert(
      // A step each: the report has its difference, and many runs are not taken for one that hangs.
      fc.asyncProperty(fc.integer(), (number) =>
        t.step(`schedule ${number}`, async () => {
          const random = new Random(number);
          const plans = await Array.fromAsync({ length: 4 }, (_, i) => planOf(random, i));
          const inOrder = await run(world, plans, "in order", random.fork());
          const anyhow = await run(world, plans, "anyhow", random.fork());
          for (const [i, { expected }] of plans.entries()) {
            assert.deepEqual(anyhow[i], inOrder[i], `file ${i} ends otherwise than in order`);
            assertExpected(anyhow[i]!, expected);
          }
        })),
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

for (const table of ["row_edits", "list_merges"]) {
  Deno.test(`promise 13, negative twin: it finds out who drops ${table}`, async () => {
    const world = await createWorld();
    try {
      const asked = { region: null, foldGmail: false, samePerson: "first" } as const;
      const file = { name: "people.csv", bytes: new TextEncoder().encode(TWICE), asked };
      const expected = await ExpectedJob.of(file);
      const plan: Plan = { expected, steps: [], isFinalizedByItself: true };
      const drop = () => world.sql`delete from ${world.sql(`${schemaOf(GENERATION)}.${table}`)}`;
      const [kept] = await run(world, [plan], "in order", new Random(1));
      assertExpected(kept!, plan.expected);
      const [dropped] = await run(world, [plan], "in order", new Random(1), drop);
      assert.throws(() => assertExpected(dropped!, plan.expected), /the read models are otherwise/);
    } finally {
      await world.close();
    }
  });
}

/** What there is of a job in the end; of one that was deleted, what is left. */
type End = { facts: Facts; seen: Outcome } | { remains: Remains; hasFile: boolean };

function assertExpected(end: End, expected: ExpectedJob): void {
  if (expected.isDeleted) {
    assert.deepEqual(end, { remains: nothing, hasFile: false }, "something is left of it");
    return;
  }
  assert.ok("facts" in end);
  const { facts, seen } = end;
  assert.deepEqual(facts, expectedFacts(expected), "the store is otherwise than the oracle says");
  assert.deepEqual(seen, expected.outcome(), "the read models are otherwise than the oracle says");
}

async function planOf(random: Random, i: number): Promise<Plan> {
  const kind = (["issues", "clean", "issues", "unreadable"] as const)[i]!;
  const rows = i === 0 ? random.int(501, 1_100) : random.int(1, 30);
  const file = { ...randomFile(random, { kind, rows }), name: "people.csv" };
  const expected = await ExpectedJob.of(file);
  const isFinalizedByItself = expected.review.finalized !== undefined;
  return { expected, steps: randomSteps(random, expected, 5), isFinalizedByItself };
}

/**
 * Runs all jobs to their end, and tells what the store and the read models hold of each.
 * @param spoil what is done to the read models before anybody looks
 */
async function run(
  world: World,
  plans: Plan[],
  how: "in order" | "anyhow" | "losing",
  random: Random,
  spoil: () => Promise<unknown> = () => Promise.resolve(),
): Promise<End[]> {
  const from = await world.store.head();
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const jobs: { jobId: string; fileKey: string }[] = [];
  for (const { expected: { file } } of plans) {
    const { data } = await uploadedJob(world.store, {
      userId: USER,
      sizeBytes: file.bytes.length,
      mapping: file.mapping ?? null,
      asked: file.asked,
    });
    files.set(data.fileKey, file.bytes);
    jobs.push(data);
  }
  const unreliable = how !== "in order";
  const store = unreliable ? new UnreliableStore(world.sql, random.fork()) : world.store;
  // Two instances of each service that keeps something in memory.
  const reviews = [new Reviews(store), new Reviews(store)];
  const projectors = [world.projector, world.another().projector];
  const log = silentLog();
  const objects = {
    getStream: (key: string) => {
      const file = files.get(key);
      return Promise.resolve(file && pieces(file, random, unreliable));
    },
    remove: (key: string) => Promise.resolve(void files.delete(key)),
    noteErasure: () => Promise.resolve(),
  };
  const handlers: Handlers = {
    parsing: (cause) =>
      (cause.type === "JobDeleted" ? removeFile : parseFile)({ store, objects, log }, cause),
    dedupe: (cause) => findDuplicates({ store, log }, cause),
    review: (cause) => finalizeWhereNothingIsOpen({ reviews: random.pick(reviews), log }, cause),
    projection: async () => void await random.pick(projectors).catchUp(),
  };
  const take = async (jobId: string, step: Step) => {
    const by = { ...metadata, userId: USER };
    if (step.do === "delete") return await deleteJob(store, jobId, USER, by);
    return await random.pick(reviews).execute(jobId, USER, toCommand(step), by);
  };
  const countOf = async (jobId: string, wanted: "IssuesReopened" | "JobFinalized") => {
    const events = await Array.fromAsync(world.store.readStream(reviewStream(jobId)));
    return events.filter(({ type }) => type === wanted).length;
  };
  const errands = plans.map(({ steps, isFinalizedByItself }, i): Errand => {
    const { jobId } = jobs[i]!;
    const act = person(
      (step) => take(jobId, step),
      steps,
      () => countOf(jobId, "IssuesReopened"),
    );
    // A person's word may come before that of the service that finalises by itself: either is right,
    // and they say other things of who did it. So people begin when the list is there.
    let mayBegin = !isFinalizedByItself || steps[0]?.step.do === "delete";
    return async () => {
      mayBegin ||= await countOf(jobId, "JobFinalized") > 0;
      return (mayBegin || !steps.length) && await act();
    };
  });
  if (how === "in order") await deliverInOrder(world.store, handlers, errands, from);
  else if (how === "anyhow") await deliverAnyhow(random, world.store, handlers, errands, from);
  else await deliverAnyhow(random, world.store, { ...handlers, dedupe: deaf }, [], from);
  await world.projector.catchUp();
  await spoil();
  const statusOf = async (path: string) => (await world.get(path, USER)).status;
  return await Promise.all(
    jobs.map(async ({ jobId, fileKey }, i): Promise<End> =>
      plans[i]!.expected.isDeleted
        ? {
          remains: await remainsOf(world.sql, jobId, statusOf),
          hasFile: files.has(fileKey),
        }
        : {
          facts: await storedFacts(world.store, jobId),
          seen: await outcomeOf(readerOf(world), jobId),
        }
    ),
  );
}

/** Acknowledges and does nothing: for its job the message might as well have been lost. */
const deaf = () => Promise.resolve();

/**
 * Takes one step at a time, again where its answer was lost, and holds the answers to the oracle.
 * @param undone how many undos the store has
 */
function person(
  take: (step: Step) => Promise<Executed | Deleted>,
  steps: TakenStep[],
  undone: () => Promise<number>,
): Errand {
  const left = [...steps];
  let isRepeated = false;
  return async () => {
    if (!left.length) return true;
    const { step, answer } = left[0]!;
    const before = step.do === "reopen" ? await undone() : 0;
    const result = await take(step).catch(() => undefined);
    // A second undo takes back another decision: whoever did not hear looks whether it was done.
    if (!result && step.do === "reopen" && await undone() > before) {
      left.shift();
      isRepeated = false;
      return !left.length;
    }
    if (!result) isRepeated = true;
    if (!result || result.outcome === "refused" && result.code === "NOT_READY") return false;
    const isDone = result.outcome === "done" || result.outcome === "deleted";
    const got = isDone
      ? { status: 200 }
      : result.outcome === "refused"
      ? { status: result.status, code: result.code }
      : result.outcome === "unknown job"
      ? { status: 404, code: "NOT_FOUND" }
      : result;
    // The try whose answer was lost may have taken what this one asks for; the store tells.
    if (!isRepeated || isDone) {
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
