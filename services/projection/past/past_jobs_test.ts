import assert from "node:assert/strict";
import { clearImmediate, setImmediate } from "node:timers";
import { byKey, type EventType, type Fact, rowsStream } from "@rollcall/contracts";
import { EventStore, followErasures, newId, type ReadLimit } from "@rollcall/event-store";
import { silentLog } from "@rollcall/platform/log.ts";
import fc from "fast-check";
import { until } from "../../../tests/harness/until.ts";
import { within } from "../../../tests/harness/within.ts";
import { Projector } from "../projector/projector.ts";
import { append, fact, jobCreated, jobDeleted, parsedRows, rowsParsed } from "../testing/events.ts";
import { Refused } from "../refusal.ts";
import { facts } from "../testing/histories.ts";
import { finalized, jobId, needsReview, resolved } from "../testing/reviewed_job.ts";
import { createWorld, type World } from "../testing/world.ts";
import { PastJobs } from "./past_jobs.ts";
import { sizeOfPast } from "./past_size.ts";

function test(name: string, body: (world: World) => Promise<void>): void {
  Deno.test(`past: ${name}`, async () => {
    const world = await createWorld();
    try {
      await body(world);
    } finally {
      await world.close();
    }
  });
}

const paths = [
  "",
  "/rows?limit=4",
  "/issues",
  "/issues?status=OPEN&limit=1",
  "/issues?status=RESOLVED&type=MISSING_EMAIL",
  "/contacts?limit=2",
  "/contacts?list_version=1&limit=3",
  "/contacts?list_version=2",
  "/contacts.csv",
  "/contacts.csv?list_version=1",
  "/contacts.json",
  "/events?limit=7",
];

/** How many events before the end of a history to look. */
const moments = fc.uniqueArray(fc.nat(40), { minLength: 1, maxLength: 6 });

/** A store whose log ends at `end`, for a projector that is to stop there. */
class EndingStore extends EventStore {
  end = 0;
  override async readLog(after: number, limit?: ReadLimit) {
    return (await super.readLog(after, limit)).filter((event) => event.position <= this.end);
  }
}

test("any moment is answered as a projector stopped there answers it, to the letter", async (world) => {
  const store = new EndingStore(world.sql);
  const projector = new Projector({ store, log: silentLog() });
  await fc.assert(
    fc.asyncProperty(facts, moments, async (history, back) => {
      const ids = new Map<string, string>();
      const ownId = (id: string) => ids.get(id) ?? ids.set(id, newId()).get(id)!;
      const own = history.facts.map((fact): Fact => {
        const id = "jobId" in fact.data ? fact.data.jobId : "";
        return JSON.parse(JSON.stringify(fact).replaceAll(id, ownId(id)));
      });
      const end = await append(world.store, own, "user-1");
      if (history.erased) await world.store.keyring.erase(ownId(history.erased));

      const isErased = (id: string) =>
        isDeleted(own, id) || history.erased !== undefined && id === ownId(history.erased);
      const ends = new Set(back.map((events) => end - Math.min(events, own.length)));
      for (store.end of [...ends].sort((a, b) => a - b)) {
        await projector.catchUp();
        for (const id of ids.values()) {
          for (const path of paths) {
            const isThere = end - own.length + opened(own, id) <= store.end;
            if (isErased(id)) await assertGone(world, `/jobs/${id}${path}`, store.end);
            else if (isThere) await assertSame(world, `/jobs/${id}${path}`, store.end);
            else await assertAbsent(world, `/jobs/${id}${path}`, store.end);
          }
        }
      }
    }),
    { numRuns: 20 },
  );
});

/** How many events come up to the one that opens the job, that one included. */
function opened(facts: Fact[], jobId: string): number {
  return 1 + facts.findIndex((f) => f.type === "JobCreated" && f.data.jobId === jobId);
}

/** Once a job is deleted nobody can look at it, not even at when it was there. */
const isDeleted = (facts: Fact[], jobId: string) =>
  facts.some((f) => f.type === "JobDeleted" && f.data.jobId === jobId);

/** Neither as it is now nor as it was, however far the projector has come. */
async function assertGone(world: World, path: string, version: number): Promise<void> {
  assert.equal((await world.get(path)).status, 404, path);
  await assertAbsent(world, path, version);
}

async function assertAbsent(world: World, path: string, version: number): Promise<void> {
  const response = await world.get(`${path}${path.includes("?") ? "&" : "?"}at_version=${version}`);
  assert.equal(response.status, 404, `${path} at ${version}: ${await response.text()}`);
}

/** Compares every page of a live answer with what is answered at this version. */
async function assertSame(world: World, path: string, version: number): Promise<void> {
  const ask = async (from: string) => {
    const response = await world.get(from);
    const next = /<(.*)>/.exec(response.headers.get("link") ?? "")?.[1];
    return { status: response.status, text: await response.text(), next };
  };
  const at = `${path.includes("?") ? "&" : "?"}at_version=${version}`;
  let live = await ask(path), past = await ask(path + at);
  for (;;) {
    const context = `${path} at ${version}`;
    assert.deepEqual([past.status, past.text], [live.status, live.text], context);
    assert.equal(past.next === undefined, live.next === undefined, context);
    if (!live.next || !past.next) return;
    [live, past] = [await ask(live.next), await ask(past.next)];
  }
}

test("what Postgres cannot hold, and keys in any order, are shown as it shows them", async (world) => {
  const nasty = 'a\0b\ud800c"\\\n';
  const columns = ["zz", "é", "b", "10", "Name"].map((name) => ({
    header: name,
    name,
    field: name === "Name" ? "email" : null,
  }));
  const values = byKey({ aaa: nasty, Z: "1", é: "2", "9": "3", email: " New@Example.com " });
  const version = await append(world.store, [
    jobCreated(jobId),
    fact("RowsParsed", { jobId, firstRowId: 1, rowCount: 1, validCount: 1, bytesRead: 9 }, {
      columns,
      rows: [[2, nasty, [], [nasty, "x", "y", "z", "a@b.co"]]],
    }),
    fact("IssuesOpened", {
      jobId,
      issues: [{ number: 1, type: "DUPLICATE_EMAIL", rowIds: [1] }],
    }, { keys: [nasty] }),
    fact("IssuesResolved", {
      jobId,
      rule: null,
      batchId: null,
      resolutions: [{ number: 1, action: "edit" }],
    }, { edits: [{ number: 1, rowId: 1, values }] }),
    fact("JobFinalized", {
      jobId,
      listVersion: 1,
      contactCount: 1,
      mergedCount: 0,
      rowIds: "1",
      automatic: false,
    }),
  ]);
  await world.projector.catchUp();
  for (const path of paths) await assertSame(world, `/jobs/${jobId}${path}`, version);
});

test("the past stays as it was, whatever is decided later", async (world) => {
  const review = await append(world.store, needsReview(), "user-1");
  const list = await append(world.store, [...resolved(), finalized()], "user-1");
  await append(world.store, [fact("IssuesReopened", { jobId, batchId: null, numbers: "1" })]);
  const status = async (version: number) =>
    (await (await world.get(`/jobs/${jobId}?at_version=${version}`)).json()).status;
  const ids = async (version: number) =>
    (await (await world.get(`/jobs/${jobId}/contacts?at_version=${version}`)).json())
      .map((contact: { id: number }) => contact.id);
  assert.deepEqual([await status(review), await status(list)], ["NEEDS_REVIEW", "COMPLETED"]);
  assert.deepEqual(await ids(list), [1, 3, 4, 5, 6]);
  const before = await world.get(`/jobs/${jobId}/contacts?at_version=${review}`);
  assert.equal(before.status, 409);
  assert.equal((await before.json()).code, "NOT_FINALIZED");
});

test("a decision that is taken back takes its edit along, and the list", async (world) => {
  await append(world.store, [...needsReview(), ...resolved(), finalized()], "user-1");
  const version = await append(world.store, [
    fact("IssuesReopened", { jobId, batchId: null, numbers: "2" }),
    fact("IssuesRevised", { jobId, issues: [{ number: 3, rowIds: "", status: "WITHDRAWN" }] }),
  ], "user-1");
  await world.projector.catchUp();
  for (const path of paths) await assertSame(world, `/jobs/${jobId}${path}`, version);
});

test("moments that cannot be answered are refused with their reason", async (world) => {
  await append(world.store, [jobCreated("0198c0de-0000-7000-8000-0000000000bb")]);
  const version = await append(world.store, needsReview(), "user-1");
  const refused = async (query: string) => {
    const response = await world.get(`/jobs/${jobId}${query}`);
    const { status, detail } = await response.json();
    assert.equal(response.status, status);
    return [status, detail];
  };
  assert.deepEqual(await refused("?at_version=0"), [404, "There is no such job."]);
  assert.deepEqual(await refused("/rows?at_version=1"), [404, "There is no such job."]);
  assert.deepEqual(await refused(`/events?at_version=${version + 1}`), [
    422,
    `query.at_version: ${version + 1} is no version yet: the newest is ${version}`,
  ]);
  assert.deepEqual(await refused(`?at_version=${version}&min_version=1`), [
    422,
    "query.at_version: goes without min_version: the past does not change",
  ]);
  assert.equal((await refused("?at_version=-1"))[0], 422);
  assert.equal((await refused("?at_version=x"))[0], 422);
});

test("another user's past is the same 404, folded or not (promise 9)", async (world) => {
  const facts = [...needsReview(), ...resolved(), finalized()];
  const version = await append(world.store, facts, "user-1");
  const unknown = "0198c0de-0000-7000-8000-0000000000bb";
  const ask = async (path: string, id: string, user: string) => {
    const at = `${path.includes("?") ? "&" : "?"}at_version=${version}`;
    const response = await world.get(`/jobs/${id}${path}${at}`, user);
    return [response.status, await response.text()];
  };
  for (const path of paths.filter((path) => !path.includes("list_version=2"))) {
    const none = await ask(path, unknown, "user-2");
    assert.equal(none[0], 404);
    assert.deepEqual(await ask(path, jobId, "user-2"), none, path);
    // Folded for its owner it is kept, and is still nobody else's.
    assert.notEqual((await ask(path, jobId, "user-1"))[0], 404, path);
    assert.deepEqual(await ask(path, jobId, "user-2"), none, path);
  }
});

test("a job of too many lines is refused, and what is kept has no more together", async (world) => {
  const other = newId();
  await append(world.store, [jobCreated(other), rowsParsed(other, 1, parsedRows(1, 12))]);
  const small = await append(world.store, [jobCreated(jobId)]);
  const large = await append(world.store, [rowsParsed(jobId, 1, parsedRows(1, 20))]);
  const past = new PastJobs(world.store, { lines: 20 });
  await assert.rejects(past.at("user-1", jobId, large), tooLarge);
  const first = await past.at("user-1", jobId, small);
  assert.equal(await past.at("user-1", jobId, small), first, "kept");
  const second = await past.at("user-1", other, large);
  assert.equal(await past.at("user-1", jobId, small), first, "15 lines fit");
  await past.at("user-1", other, small);
  assert.notEqual(await past.at("user-1", other, large), second, "the oldest had to go");
});

const tooLarge = (error: unknown) => {
  assert(error instanceof Refused);
  assert.equal(error.refusal.outcome, "past too large");
  return true;
};

test("promise 12: what is too large is refused before any of it is read", async (world) => {
  const opened = fact("IssuesOpened", {
    jobId,
    issues: [1, 2, 3].map((number) => ({
      number,
      type: "MISSING_EMAIL" as const,
      rowIds: [number],
    })),
  }, { keys: ["row-1", "row-2", "row-3"] });
  const version = await append(world.store, [
    jobCreated(jobId),
    rowsParsed(jobId, 1, parsedRows(1, 4)),
    opened,
  ]);
  const store = new WatchedStore(world.sql);
  // One event that opens the job, one with four rows, one with three issues.
  const { lines, bytes } = await sizeOfPast(store, jobId, version, Infinity);
  assert.equal(lines, 1 + 5 + 4);
  assert.equal((await sizeOfPast(store, jobId, version - 1, Infinity)).lines, 1 + 5);
  for (const limits of [{ lines: lines - 1 }, { bytes: bytes - 1 }]) {
    await assert.rejects(new PastJobs(store, limits).at("user-1", jobId, version), tooLarge);
  }
  assert.equal(store.read.length, 0);
  await new PastJobs(store, { lines, bytes }).at("user-1", jobId, version);
  assert.ok(store.read.includes("IssuesOpened"));
});

test("promise 12: others get their turn while a large event is put in place", async (world) => {
  const opened = (first: number, count: number) => {
    const numbers = Array.from({ length: count }, (_, i) => first + i);
    const issues = numbers.map((number) => ({
      number,
      type: "MISSING_EMAIL" as const,
      rowIds: [number],
    }));
    return fact("IssuesOpened", { jobId, issues }, { keys: numbers.map((n) => `row-${n}`) });
  };
  // The first one is read ahead: nothing is read between the second one and its end.
  const facts = [jobCreated(jobId), opened(1, 1), opened(2, 3_000)];
  const version = await append(world.store, facts);
  const store = new WatchedStore(world.sql);
  await new PastJobs(store).at("user-1", jobId, version);
  const turns = store.turns.get("IssuesOpened")!;
  assert.ok(turns >= 5, `the event loop went round ${turns} times in 3,000 lines`);
});

/** Tells what was read to be folded, and how often the event loop went round behind the newest. */
class WatchedStore extends EventStore {
  readonly read: EventType[] = [];
  readonly turns = new Map<EventType, number>();

  override async *readStream(stream: string, after?: number, limit?: ReadLimit) {
    const isLook = limit?.maxEvents === 1;
    for await (const event of super.readStream(stream, after, limit)) {
      if (!isLook) this.read.push(event.type);
      let turns = 0;
      const count = () => {
        turns++;
        next = setImmediate(count);
      };
      let next = setImmediate(count);
      yield event;
      clearImmediate(next);
      this.turns.set(event.type, turns);
    }
  }
}

test("one user has a few moments read at once, and another is not kept out", async (world) => {
  const version = await append(world.store, needsReview(), "user-1");
  const other = newId();
  const moment = await append(world.store, [jobCreated(other, "user-2")], "user-2");
  const store = new HeldStore(world.sql);
  const past = new PastJobs(store, { ofUser: 2 });
  const moments = [version, version - 1, version - 2].map((at) => past.at("user-1", jobId, at));
  const others = past.at("user-2", other, moment);
  const [refused] = await store.heldUntilRefused(moments, 1);
  assert.deepEqual(refused!.refusal, { outcome: "too many pasts", own: 2, limit: 2 });
  assert.equal((await others).job.id, other);
  assert.equal((await Promise.allSettled(moments)).filter(isFulfilled).length, 2);
  assert.ok(await past.at("user-1", jobId, version), "and once they are read he may again");
  assert.equal(store.mostAtOnce, 1);
});

const isFulfilled = ({ status }: PromiseSettledResult<unknown>) => status === "fulfilled";

test("requests for the same moment share one fold, and only so many wait", async (world) => {
  const version = await append(world.store, needsReview(), "user-1");
  const held = new HeldStore(world.sql);
  const past = new PastJobs(held, { waiting: 1, ofUser: 4 });
  const moments = [1, 2, 3, 4].map((position) => past.at("user-1", jobId, position));
  const refused = await held.heldUntilRefused(moments, 2);
  assert.deepEqual(refused.map(({ refusal }) => refusal.outcome), ["pasts full", "pasts full"]);
  assert.equal((await Promise.allSettled(moments)).filter(isFulfilled).length, 2);
  const [one, two] = await Promise.all([1, 2].map(() => past.at("user-1", jobId, version)));
  assert.equal(one, two);
});

/** Holds every fold until it is told to let go. */
class HeldStore extends EventStore {
  readonly #letGo = Promise.withResolvers<void>();
  /** folds that read at the same time */
  mostAtOnce = 0;
  #folds = 0;

  /** Lets go once so many of these are refused. @returns why */
  async heldUntilRefused(asked: Promise<unknown>[], count: number): Promise<Refused[]> {
    const refused: Refused[] = [];
    for (const moment of asked) moment.catch((error: Refused) => refused.push(error));
    await within(5_000, until(`${count} are refused`, () => refused.length === count));
    this.#letGo.resolve();
    return refused;
  }

  override async *readStream(stream: string, after?: number, limit?: ReadLimit) {
    if (limit?.maxEvents === 1) return yield* super.readStream(stream, after, limit);
    await this.#letGo.promise;
    // Of a fold's three streams, the one that has rows.
    const ofRows = Number(stream.startsWith("rows-"));
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#folds += ofRows);
    try {
      yield* super.readStream(stream, after, limit);
    } finally {
      this.#folds -= ofRows;
    }
  }
}

test("a deleted job has no past, folded before or not, at any moment", async (world) => {
  const version = await append(world.store, needsReview(), "user-1");
  const other = await append(world.store, [jobCreated(newId())]);
  assert.equal((await world.get(`/jobs/${jobId}?at_version=${version}`)).status, 200);
  const deleted = await append(world.store, [jobDeleted(jobId)], "user-1");
  for (const moment of [version - 3, version, other, deleted]) {
    for (const path of paths) await assertAbsent(world, `/jobs/${jobId}${path}`, moment);
  }
});

test("what was erased while it was folded is not shown, nor kept for longer than a second", async (world) => {
  const version = await append(world.store, needsReview(), "user-1");
  const erasing = new ErasingStore(world.sql);
  const past = new PastJobs(erasing);
  const following = await followErasures(erasing, { erased: (jobIds) => past.forget(jobIds) });
  await assert.rejects(past.at("user-1", jobId, version), { refusal: { outcome: "unknown job" } });
  await within(1_000, until("it is dropped", () => past.kept === 0));
  await following.stop();
});

/** Erases a job as soon as its rows are read, as if somebody deleted it then. */
class ErasingStore extends EventStore {
  override async *readStream(stream: string, after?: number, limit?: ReadLimit) {
    yield* super.readStream(stream, after, limit);
    if (stream === rowsStream(jobId)) await this.keyring.erase(jobId);
  }
}

test("a folded job goes after its time, whether anybody asks for it or not", async (world) => {
  const version = await append(world.store, needsReview());
  const past = new PastJobs(world.store, { keptMs: 1_000 });
  await past.at("user-1", jobId, version);
  assert.equal(past.kept, 1);
  await until("its time is over", () => past.kept, (kept) => kept === 0);
});
