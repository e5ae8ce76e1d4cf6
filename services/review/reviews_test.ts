/** Reviews at the edge, on a real Postgres: who may, what is read, and who is first. */
import assert from "node:assert/strict";
import { byKey, jobStream, type RecordedEvent, rowIdsOf, rowsStream } from "@rollcall/contracts";
import {
  EventStore,
  followErasures,
  newId,
  type ReadLimit,
  type StreamAppend,
} from "@rollcall/event-store";
import { failJob } from "@rollcall/platform/job_failures.ts";
import { silentLog } from "@rollcall/platform/log.ts";
import { storeTest } from "../../tests/harness/event_store.ts";
import { deletedJob, metadata, parsedJob, type Person, readAll } from "../../tests/harness/job.ts";
import { until } from "../../tests/harness/until.ts";
import { within } from "../../tests/harness/within.ts";
import type { DecisionCommand } from "./decide.ts";
import { finalizeWhereNothingIsOpen } from "./reactions.ts";
import type { RuleCommand } from "./resolve_by_rule.ts";
import type { Executed } from "./review_commands.ts";
import { Reviews } from "./reviews.ts";
import { nameless } from "./testing/large_job.ts";
import { openIssues, reviewedJob, type TestIssue } from "./testing/reviewed_job.ts";

const skip = (number: number): DecisionCommand => ({
  type: "resolve",
  number,
  choice: { action: "skip" },
});
const finalize: DecisionCommand = { type: "finalize", automatic: false };
const log = silentLog();

const outcomeOf = (result: Executed) => result.outcome === "refused" ? result.code : result.outcome;

/** Notes which streams are read, and breaks where a test asks for it. */
class WatchedStore extends EventStore {
  reads: string[] = [];
  /** reads of a rows stream that fail behind their first event */
  brokenReads = 0;
  /** appends that are done, but whose answer is lost */
  lostAnswers = 0;
  appends = 0;
  conflicts = 0;

  override async *readStream(stream: string, after?: number, limit?: ReadLimit) {
    this.reads.push(stream);
    const breaks = stream.startsWith("rows-") && this.brokenReads-- > 0;
    for await (const event of super.readStream(stream, after, limit)) {
      yield event;
      if (breaks) throw new Error("connection lost");
    }
  }

  override async append(request: StreamAppend[]) {
    const outcome = await super.append(request);
    this.appends++;
    if (outcome.outcome === "conflict") this.conflicts++;
    if (this.lostAnswers-- > 0) throw new Error("no answer came");
    return outcome;
  }
}

storeTest("reviews: a job is its owner's; another's is as unknown as none", async ({ store }) => {
  const { jobId, stream } = await reviewedJob(store, ...nameless(1), { userId: "anna" });
  const reviews = new Reviews(store);
  const before = (await stream()).length;
  for (const user of ["berta", ""]) {
    const answer = await reviews.execute(jobId, user, skip(1), metadata);
    assert.deepEqual(answer, { outcome: "unknown job" });
  }
  const none = await reviews.execute(newId(), "anna", skip(1), metadata);
  assert.deepEqual(none, { outcome: "unknown job" });
  assert.equal((await stream()).length, before);
  const own = await reviews.execute(jobId, "anna", skip(1), metadata);
  assert.equal(outcomeOf(own), "done");
  // The job is held in memory now: it is still not theirs.
  const other = await reviews.execute(jobId, "berta", finalize, metadata);
  assert.deepEqual(other, { outcome: "unknown job" });
});

storeTest(
  "reviews: a job that is still compared is not ready, and ready right after",
  async ({ store }) => {
    const [people, issues] = nameless(1);
    const { data: { jobId } } = await parsedJob(store, people);
    const reviews = new Reviews(store);
    assert.equal(outcomeOf(await reviews.execute(jobId, "anna", skip(1), metadata)), "NOT_READY");
    await openIssues(store, jobId, issues);
    assert.equal(outcomeOf(await reviews.execute(jobId, "anna", skip(1), metadata)), "done");
  },
);

storeTest("reviews: a command's version is where the log stands with it", async ({ store }) => {
  const { jobId } = await reviewedJob(store, ...nameless(2));
  const reviews = new Reviews(store);
  const first = await reviews.execute(jobId, "anna", skip(1), metadata);
  assert.ok(first.outcome === "done");
  assert.equal(first.version, await store.head());
  const again = await reviews.execute(jobId, "anna", skip(1), metadata);
  assert.ok(again.outcome === "done");
  assert.equal(again.version, first.version);
  assert.equal(await store.head(), first.version);
});

storeTest("reviews: a job is read once; the next decisions read nothing", async ({ store }) => {
  const watched = new WatchedStore(store.sql);
  const { jobId } = await reviewedJob(store, ...nameless(4));
  const reviews = new Reviews(watched);
  for (const number of [1, 2, 3, 4]) {
    assert.equal(outcomeOf(await reviews.execute(jobId, "anna", skip(number), metadata)), "done");
  }
  assert.equal(watched.reads.filter((name) => name === rowsStream(jobId)).length, 1);
  // The job once for its owner, and once for the first decision; the others presume it unchanged.
  assert.equal(watched.reads.filter((name) => name === jobStream(jobId)).length, 2);
  // Nothing is appended here that would prove it, so it is read.
  assert.equal(outcomeOf(await reviews.execute(jobId, "anna", skip(4), metadata)), "done");
  assert.equal(watched.reads.filter((name) => name === jobStream(jobId)).length, 3);
});

storeTest("reviews: decisions that wait are appended together, each as if alone", async (world) => {
  const { store } = world;
  const commands = [1, 2, 3, 3, 99, 4].map(skip);
  const oneByOne = async (reviews: Reviews, jobId: string) => {
    const results = [];
    for (const command of commands) {
      results.push(await reviews.execute(jobId, "anna", command, metadata));
    }
    return results;
  };
  const atOnce = (reviews: Reviews, jobId: string) =>
    Promise.all(commands.map((command) => reviews.execute(jobId, "anna", command, metadata)));
  const ends = [];
  for (const execute of [oneByOne, atOnce]) {
    const { jobId, stream } = await reviewedJob(store, ...nameless(5));
    const watched = new WatchedStore(store.sql);
    const reviews = new Reviews(watched);
    // From here on the job is cached, so that all of them stand in one line.
    assert.equal(outcomeOf(await reviews.execute(jobId, "anna", skip(5), metadata)), "done");
    watched.appends = 0;
    const results = await execute(reviews, jobId);
    const recorded = (await stream()).map(({ type, data, version, position }) => ({
      type,
      data: { ...data, jobId: "" },
      version,
      position,
    }));
    // A command's version is the position of its own event, or of what it found done.
    const base = recorded.at(-1)!.position - 4;
    const answers = results.map((result) =>
      result.outcome === "done" ? result.version - base : outcomeOf(result)
    );
    ends.push({ answers, events: recorded.map((event) => ({ ...event, position: 0 })) });
    assert.deepEqual(answers, [1, 2, 3, 3, "NOT_FOUND", 4]);
    assert.equal(watched.appends, execute === atOnce ? 1 : 4);
    // What is cached is what the log has: the next decision needs no second try.
    assert.equal(outcomeOf(await reviews.execute(jobId, "anna", finalize, metadata)), "done");
    assert.equal(watched.conflicts, 0);
  }
  assert.deepEqual(ends[1], ends[0]);
});

storeTest(
  "reviews: many in two processes decide at once, and each decision counts once",
  async (world) => {
    const { store } = world;
    const { jobId, stream } = await reviewedJob(store, ...nameless(60));
    const both = [new Reviews(store), new Reviews(new EventStore(store.sql))];
    const clients = Array.from({ length: 12 }, async (_, client) => {
      for (let number = 1; number <= 60; number++) {
        if (number % 6 !== client % 6) continue;
        const result = await both[client % 2]!.execute(jobId, "anna", skip(number), metadata);
        assert.equal(outcomeOf(result), "done");
      }
    });
    await Promise.all(clients);
    const resolved = (await stream()).filter((event) => event.type === "IssuesResolved");
    const numbers = resolved.flatMap((e) => e.data.resolutions.map(({ number }) => number));
    assert.deepEqual(numbers.sort((a, b) => a - b), Array.from({ length: 60 }, (_, i) => i + 1));
  },
);

storeTest(
  "reviews: commands on one job go one after another, in their order",
  async ({ store }) => {
    const { jobId, stream } = await reviewedJob(store, ...nameless(12));
    const reviews = new Reviews(store);
    // The first reads the job; whoever comes while it does is not yet in line.
    await reviews.execute(jobId, "anna", skip(1), metadata);
    const commands = [...Array.from({ length: 11 }, (_, i) => skip(i + 2)), finalize];
    const results = await Promise.all(
      commands.map((command) => reviews.execute(jobId, "anna", command, metadata)),
    );
    assert.deepEqual(new Set(results.map(outcomeOf)), new Set(["done"]));
    const types = (await stream()).map((event) => event.type);
    assert.equal(types.filter((type) => type === "IssuesResolved").length, 12);
    assert.equal(types.at(-1), "JobFinalized");
  },
);

storeTest(
  "reviews: two processes decide on one job, and nothing is lost or done twice",
  async ({ store }) => {
    for (let run = 0; run < 5; run++) {
      const { jobId, stream } = await reviewedJob(store, ...nameless(4));
      const [one, two] = [new Reviews(store), new Reviews(new EventStore(store.sql))];
      const both = [[one, 1], [two, 2], [one, 3], [two, 4], [one, 4]] as const;
      const results = await Promise.all(
        both.map(([reviews, number]) => reviews.execute(jobId, "anna", skip(number), metadata)),
      );
      assert.deepEqual(new Set(results.map(outcomeOf)), new Set(["done"]));
      const resolved = (await stream()).filter((event) => event.type === "IssuesResolved");
      const numbers = resolved.flatMap((e) => e.data.resolutions.map(({ number }) => number));
      assert.deepEqual(numbers.sort(), [1, 2, 3, 4]);
      assert.equal(outcomeOf(await two.execute(jobId, "anna", finalize, metadata)), "done");
      // The other process learns of it before it decides.
      const late = await one.execute(jobId, "anna", { type: "reopen", number: 1 }, metadata);
      assert.equal(outcomeOf(late), "done");
      assert.equal(outcomeOf(await two.execute(jobId, "anna", finalize, metadata)), "ISSUES_OPEN");
    }
  },
);

async function deleteJob(store: EventStore, jobId: string): Promise<void> {
  const [created] = await readAll(store, jobStream(jobId));
  await deletedJob(store, created as RecordedEvent<"JobCreated">);
}

storeTest(
  "reviews: a deleted job is as unknown as none, at the next command",
  async ({ store }) => {
    const { jobId, stream, compared } = await reviewedJob(store, ...nameless(2));
    const [held, fresh] = [new Reviews(store), new Reviews(new EventStore(store.sql))];
    assert.equal(outcomeOf(await held.execute(jobId, "anna", skip(1), metadata)), "done");
    await deleteJob(store, jobId);
    const before = (await stream()).length;
    const rule: RuleCommand = {
      type: "resolve by rule",
      issueType: "MISSING_FIRST_NAME",
      rule: "skip",
      batchId: newId(),
    };
    const commands: DecisionCommand[] = [
      skip(1),
      skip(2),
      rule,
      { type: "reopen", number: 1 },
      finalize,
    ];
    for (const reviews of [held, fresh]) {
      for (const command of commands) {
        const answer = await reviews.execute(jobId, "anna", command, metadata);
        assert.deepEqual(answer, { outcome: "unknown job" });
      }
      assert.deepEqual(await reviews.preview(jobId, "anna", rule), { outcome: "unknown job" });
      await finalizeWhereNothingIsOpen({ reviews, log }, compared);
    }
    assert.equal((await stream()).length, before);
  },
);

storeTest("reviews: nothing is held of an erased job for longer than a second", async (world) => {
  const { store, sql } = world;
  const { jobId } = await reviewedJob(store, ...nameless(2));
  const elsewhere = new EventStore(sql);
  const [following, deaf] = [new Reviews(elsewhere), new Reviews(new EventStore(sql))];
  const erased = (jobIds: string[]) => following.forget(jobIds);
  const { stop } = await followErasures(elsewhere, { erased });
  for (const reviews of [following, deaf]) {
    await reviews.execute(jobId, "anna", skip(1), metadata);
    assert.ok(reviews.holds(jobId));
  }
  await deleteJob(store, jobId);
  await within(1_000, until("it is dropped", () => !following.holds(jobId)));
  assert.ok(deaf.holds(jobId), "negative twin: who does not follow holds it on");
  await stop();
});

storeTest("reviews: nothing is decided on a job that is deleted meanwhile", async ({ store }) => {
  const { jobId, stream } = await reviewedJob(store, ...nameless(3));
  class Deleting extends EventStore {
    override async append(request: StreamAppend[]) {
      await deleteJob(store, jobId);
      return await super.append(request);
    }
  }
  const before = (await stream()).length;
  const reviews = new Reviews(new Deleting(store.sql));
  const both = [skip(1), skip(2)].map((command) => {
    return reviews.execute(jobId, "anna", command, metadata);
  });
  assert.deepEqual((await Promise.all(both)).map(outcomeOf), ["unknown job", "unknown job"]);
  assert.equal((await stream()).length, before);
});

storeTest("reviews: a job that fails and is tried again meanwhile is decided on", async (world) => {
  const { store } = world;
  const { jobId, compared } = await reviewedJob(store, ...nameless(1));
  class Failing extends EventStore {
    override async append(request: StreamAppend[]) {
      if (request.some(({ stream }) => stream.startsWith("review-"))) {
        await failJob(store, "review", compared);
      }
      return await super.append(request);
    }
  }
  const reviews = new Reviews(new Failing(store.sql));
  assert.equal(outcomeOf(await reviews.execute(jobId, "anna", skip(1), metadata)), "done");
});

storeTest("reviews: a preview waits its turn, and changes nothing", async ({ store }) => {
  const { jobId } = await reviewedJob(store, ...nameless(3));
  const reviews = new Reviews(store);
  const rule: RuleCommand = {
    type: "resolve by rule",
    issueType: "MISSING_FIRST_NAME",
    rule: "keep",
    batchId: newId(),
  };
  assert.deepEqual(await reviews.preview(jobId, "berta", rule), { outcome: "unknown job" });
  const [done, seen] = await Promise.all([
    reviews.execute(jobId, "anna", skip(1), metadata),
    reviews.preview(jobId, "anna", rule),
  ]);
  assert.equal(outcomeOf(done), "done");
  assert.ok(seen.outcome === "preview");
  assert.deepEqual([seen.resolves, seen.samples.map(({ resolution }) => resolution.number)], [2, [
    2,
    3,
  ]]);
  assert.ok(done.outcome === "done");
  assert.equal(await store.head(), done.version);
});

for (const batchRows of [1, 3, 500]) {
  storeTest(`reviews: rows are looked up in batches of ${batchRows}`, async ({ store }) => {
    const people = Array.from({ length: 40 }, (_, i): Person => [
      `p${i % 20}@x.org`,
      `N${i}`,
      "Lee",
      i === 3 || i >= 20 && i !== 23 ? "Acme" : "",
    ]);
    const issues = Array.from({ length: 20 }, (_, i): TestIssue => ({
      type: "DUPLICATE_EMAIL",
      key: `p${i}@x.org`,
      rowIds: [i + 1, i + 21],
    }));
    const { jobId, stream } = await reviewedJob(store, people, issues, { batchRows });
    const reviews = new Reviews(store, undefined, 0);
    const rename = (number: number, rowId: number): DecisionCommand => ({
      type: "resolve",
      number,
      choice: {
        action: "edit",
        rowId,
        values: byKey({ first_name: `N${rowId + 19}`, company: "Acme" }),
      },
    });
    // One issue needs two rows, a rule those of all others.
    assert.equal(outcomeOf(await reviews.execute(jobId, "anna", rename(1, 1), metadata)), "done");
    const rule: DecisionCommand = {
      type: "resolve by rule",
      issueType: "DUPLICATE_EMAIL",
      rule: "most_complete",
      batchId: newId(),
    };
    assert.equal(outcomeOf(await reviews.execute(jobId, "anna", rule, metadata)), "done");
    assert.equal(outcomeOf(await reviews.execute(jobId, "anna", finalize, metadata)), "done");
    const list = (await stream()).at(-1) as RecordedEvent<"JobFinalized">;
    const later = Array.from({ length: 18 }, (_, i) => i + (i < 2 ? 22 : 23));
    assert.deepEqual([...rowIdsOf(list.data.rowIds)], [1, 4, ...later]);
  });
}

/** Twenty people with two rows each, who lack a company in the first of them, and the issue who is meant. */
const ofTwoRows: [Person[], TestIssue[]] = [
  Array.from({ length: 40 }, (_, i): Person => {
    const isOther = i >= 20 && i % 2 === 0;
    return [`p${i % 20}@x.org`, isOther ? "Bob" : "Ann", "Lee", i < 20 ? "" : "Acme"];
  }),
  Array.from({ length: 10 }, (_, i): TestIssue => {
    return { type: "DUPLICATE_EMAIL", key: `p${2 * i}@x.org`, rowIds: [2 * i + 1, 2 * i + 21] };
  }),
];

const ruling = (rule: RuleCommand["rule"], batchId: string): DecisionCommand => {
  return { type: "resolve by rule", issueType: "DUPLICATE_EMAIL", rule, batchId };
};

/** Rules, a list, an undo of a rule, and a list again. @returns how often the rows were read */
async function live(reviews: Reviews, watched: WatchedStore, jobId: string): Promise<number> {
  const [first, second] = [newId(), newId()];
  const commands: DecisionCommand[] = [
    ruling("first", first),
    finalize,
    { type: "undo batch", batchId: first },
    ruling("most_complete", second),
    finalize,
  ];
  watched.reads = [];
  for (const command of commands) {
    assert.equal(outcomeOf(await reviews.execute(jobId, "anna", command, metadata)), "done");
  }
  return watched.reads.filter((name) => name === rowsStream(jobId)).length;
}

/** What lists were made of. */
async function listsOf({ stream }: { stream(): Promise<RecordedEvent[]> }): Promise<unknown[]> {
  return (await stream()).flatMap(({ type, data, personal }) => {
    if (type !== "RowsMerged" && type !== "JobFinalized") return [];
    return [{ type, personal, ...data, jobId: "" }];
  });
}

storeTest("reviews: rules, lists and undos read no row again", async ({ store }) => {
  const watched = new WatchedStore(store.sql);
  const [one, other] = [
    await reviewedJob(store, ...ofTwoRows),
    await reviewedJob(store, ...ofTwoRows),
  ];
  assert.equal(await live(new Reviews(watched), watched, one.jobId), 1);
  const reads = await live(new Reviews(watched, undefined, 0), watched, other.jobId);
  assert.ok(reads > 1, "negative twin: where no values are kept they are looked up");
  const lists = await listsOf(one);
  assert.equal(lists.length, 4);
  assert.deepEqual(lists, await listsOf(other));
});

storeTest("reviews: values are kept of the jobs that were used last", async ({ store }) => {
  const watched = new WatchedStore(store.sql);
  const jobs = [await reviewedJob(store, ...ofTwoRows), await reviewedJob(store, ...ofTwoRows)];
  const [former, latter] = jobs.map(({ jobId }) => jobId) as [string, string];
  // Room for those of one job and a half.
  const reviews = new Reviews(watched, undefined, 15_000);
  const keep = (jobId: string) => reviews.execute(jobId, "anna", ruling("keep", newId()), metadata);
  for (const jobId of [former, latter]) assert.equal(outcomeOf(await keep(jobId)), "done");
  const readsOf = async (jobId: string) => {
    watched.reads = [];
    assert.equal(outcomeOf(await reviews.execute(jobId, "anna", finalize, metadata)), "done");
    return watched.reads.filter((name) => name === rowsStream(jobId)).length;
  };
  assert.deepEqual([await readsOf(latter), await readsOf(former)], [0, 1]);
});

storeTest("reviews: rows that could be read only in part are no job's rows", async ({ store }) => {
  const people = Array.from({ length: 6 }, (_, i): Person => [`p${i}@x.org`, "Ann", "Lee"]);
  const { data: { jobId } } = await parsedJob(store, people, { batchRows: 2 });
  const watched = new WatchedStore(store.sql);
  const reviews = new Reviews(watched);
  const ask = () => reviews.execute(jobId, "anna", finalize, metadata);
  // The job is in memory from here on, so that both commands stand in one line.
  assert.equal(outcomeOf(await ask()), "NOT_READY");
  await openIssues(store, jobId, []);
  watched.brokenReads = 1;
  const [first, second] = await Promise.allSettled([ask(), ask()]);
  assert.equal(first.status, "rejected");
  assert.ok(second.status === "fulfilled" && second.value.outcome === "done");
  assert.equal(second.value.list?.contactCount, 6);
});

storeTest("reviews: a command whose answer was lost can be given again", async ({ store }) => {
  const { jobId, stream } = await reviewedJob(store, ...nameless(2));
  const watched = new WatchedStore(store.sql);
  watched.lostAnswers = 1;
  const reviews = new Reviews(watched);
  await assert.rejects(reviews.execute(jobId, "anna", skip(1), metadata), /no answer/);
  assert.equal(outcomeOf(await reviews.execute(jobId, "anna", skip(1), metadata)), "done");
  const resolved = (await stream()).filter((event) => event.type === "IssuesResolved");
  assert.equal(resolved.length, 1);
  assert.equal(outcomeOf(await reviews.execute(jobId, "anna", skip(2), metadata)), "done");
});

storeTest(
  "reactions: a job without issues is finalised by itself, once (promise 4)",
  async ({ store }) => {
    const { compared, stream } = await reviewedJob(store, [["a@x.org", "Ann", "Lee"]], []);
    for (let time = 0; time < 2; time++) {
      await finalizeWhereNothingIsOpen({ reviews: new Reviews(store), log }, compared);
    }
    const [, finalized, ...more] = await stream();
    assert.deepEqual(more, []);
    const { data, metadata } = finalized as RecordedEvent<"JobFinalized">;
    assert.deepEqual([data.automatic, data.contactCount, data.rowIds], [true, 1, "1"]);
    assert.equal(metadata.causationId, compared.id);
  },
);

storeTest(
  "reactions: where something is open a person decides, and finalises (promise 4)",
  async ({ store }) => {
    const { jobId, compared, stream } = await reviewedJob(store, ...nameless(1));
    const reviews = new Reviews(store);
    const prepared: string[] = [];
    const prepare = (jobId: string) => void prepared.push(jobId);
    const react = () => finalizeWhereNothingIsOpen({ reviews, log, prepare }, compared);
    await react();
    assert.deepEqual(prepared, [jobId]);
    assert.ok(!reviews.holds(jobId), "what is not decided here is not loaded");
    await reviews.execute(jobId, "anna", skip(1), metadata);
    // The message comes again, when nothing is open any more.
    await react();
    const types = (await stream()).map((event) => event.type);
    assert.deepEqual(types, ["IssuesOpened", "DedupeCompleted", "IssuesResolved"]);
    assert.equal(outcomeOf(await reviews.execute(jobId, "anna", finalize, metadata)), "done");
    const head = await store.head();
    await react();
    assert.equal(await store.head(), head);
  },
);

storeTest("reactions: a job that is not there is a fault, not a success", async ({ store }) => {
  const { compared } = await reviewedJob(store, [["a@x.org", "Ann", "Lee"]], []);
  const cause = { ...compared, stream: `review-${newId()}` };
  await assert.rejects(
    finalizeWhereNothingIsOpen({ reviews: new Reviews(store), log }, cause),
    /there is no job/,
  );
});
