/** Small reviews in the loop, large ones in threads, and one bulk work a user, on a real Postgres. */
import assert from "node:assert/strict";
import { byKey } from "@rollcall/contracts";
import { Claims, EventStore, newId } from "@rollcall/event-store";
import { type Fixture, storeTest } from "../../tests/harness/event_store.ts";
import { metadata } from "../../tests/harness/job.ts";
import type { DecisionCommand } from "./decide.ts";
import type { RuleCommand } from "./resolve_by_rule.ts";
import type { Executed } from "./review_commands.ts";
import { Reviews } from "./reviews.ts";
import { CommandRouter, LOOP_ROWS } from "./command_router.ts";
import { mistyped, nameless, oneGroup } from "./testing/large_job.ts";
import { reviewedJob } from "./testing/reviewed_job.ts";
import type { Call } from "./threads/messages.ts";
import { Threads } from "./threads/threads.ts";

const LARGE = LOOP_ROWS + 1;
const keep = (batchId = newId()): RuleCommand => ({
  type: "resolve by rule",
  issueType: "MISSING_FIRST_NAME",
  rule: "keep",
  batchId,
});
const skip = (number: number): DecisionCommand => ({
  type: "resolve",
  number,
  choice: { action: "skip" },
});
const finalize: DecisionCommand = { type: "finalize", automatic: false };

storeTest("command router: a large review is loaded ahead where it is decided", async (world) => {
  const { store } = world;
  const calls: [string, Call, boolean][] = [];
  const run = (owner: string, call: Call, isBulk: boolean) => {
    calls.push([owner, call, isBulk]);
    return Promise.resolve(null);
  };
  const claims = { take: () => Promise.resolve(true), release: () => Promise.resolve() };
  const router = new CommandRouter({ store, here: nowhere, threads: { run }, claims });
  const large = await reviewedJob(store, ...nameless(LARGE));
  const small = await reviewedJob(store, ...nameless(LOOP_ROWS));
  await router.prepare(large.jobId);
  await router.prepare(small.jobId);
  assert.deepEqual(calls, [["anna", { prepare: [large.jobId] }, false]]);
  const reviews = new Reviews(store);
  await reviews.prepare(large.jobId);
  assert.ok(reviews.holds(large.jobId));
});

storeTest(
  "command router: a large review is decided in a thread as it is in the loop",
  async ({ store, database }) => {
    const threads = new Threads(database.url), claims = new Claims(database.url, "test");
    try {
      const router = new CommandRouter({ store, here: nowhere, threads, claims });
      const { jobId } = await reviewedJob(store, ...mistyped(LARGE));
      const rule: RuleCommand = { ...keep(), issueType: "EMAIL_TYPO", rule: "take_suggestion" };
      const plain = new Reviews(new EventStore(store.sql));
      const there = await router.preview(jobId, "anna", rule);
      assert.deepEqual(there, await plain.preview(jobId, "anna", rule));
      const edit = (values: [string, string][]): DecisionCommand => ({
        type: "resolve",
        number: 1,
        choice: { action: "edit", rowId: 1, values: byKey(values) },
      });
      const commands: [DecisionCommand, Executed["outcome"]][] = [
        [edit([["email", "a@x.org"], ["__proto__", "not lost on the way"]]), "refused"],
        [edit([["email", "a@x.org"]]), "done"],
        [{ type: "reopen", number: 1 }, "done"],
        [{ type: "resolve", number: 1, choice: { action: "choose", chosenRowId: 9 } }, "refused"],
        [finalize, "refused"],
        [rule, "done"],
        [finalize, "done"],
        [{ type: "undo batch", batchId: rule.batchId }, "done"],
      ];
      for (const [command, outcome] of commands) {
        const answer = await router.execute(jobId, "anna", command, metadata);
        assert.equal(answer.outcome, outcome, JSON.stringify([command, answer]));
        if (answer.outcome !== "done") continue;
        assert.equal(answer.version, await store.head());
        const isFinal = command.type === "finalize";
        assert.deepEqual(answer.list, isFinal ? { version: 1, contactCount: LARGE } : undefined);
      }
    } finally {
      await Promise.all([threads.close(), claims.close()]);
    }
  },
);

storeTest("command router: most_complete answers on one group of 200,000 rows", async (fixture) => {
  const { store, database } = fixture;
  const threads = new Threads(database.url), claims = new Claims(database.url, "test");
  try {
    const router = new CommandRouter({ store, here: nowhere, threads, claims });
    const { jobId } = await reviewedJob(store, ...oneGroup(200_000));
    const rule: RuleCommand = { ...keep(), issueType: "DUPLICATE_EMAIL", rule: "most_complete" };
    const seen = await router.preview(jobId, "anna", rule);
    assert.ok(seen.outcome === "preview");
    assert.deepEqual(seen.samples[0]!.resolution, {
      number: 1,
      action: "choose",
      chosenRowId: 199_999,
    });
    const other: DecisionCommand = {
      type: "resolve",
      number: 1,
      choice: { action: "choose", chosenRowId: 200_001 },
    };
    const refused = await router.execute(jobId, "anna", other, metadata);
    assert.ok(refused.outcome === "refused");
    assert.match(refused.detail, /candidates are 1, 2, .* 20 and 199,980 more\.$/);
    assert.equal((await router.execute(jobId, "anna", rule, metadata)).outcome, "done");
    const finalised = await router.execute(jobId, "anna", finalize, metadata);
    assert.ok(finalised.outcome === "done");
    assert.equal(finalised.list?.contactCount, 1);
  } finally {
    await Promise.all([threads.close(), claims.close()]);
  }
});

/** Two processes whose threads answer only when they are let go. */
async function withTwo(
  { store, database }: Fixture,
  test: (one: CommandRouter, other: CommandRouter, calls: Asked[]) => Promise<void>,
): Promise<void> {
  const calls: Asked[] = [];
  const threads = {
    run: (userId: string, call: Call, isBulk: boolean) =>
      new Promise((answer) => calls.push({ userId, call, isBulk, answer })),
  };
  const claims = [new Claims(database.url, "one"), new Claims(database.url, "two")];
  const [one, other] = claims.map((own) => {
    return new CommandRouter({ store, here: new Reviews(store), threads, claims: own });
  });
  try {
    await test(one!, other!, calls);
  } finally {
    await Promise.all(claims.map((own) => own.close()));
  }
}

interface Asked {
  userId: string;
  call: Call;
  isBulk: boolean;
  answer: (value: unknown) => void;
}

storeTest(
  "command router: a user has one bulk work at a time, over all processes; another is not concerned",
  async (fixture) => {
    const { store } = fixture;
    await withTwo(fixture, async (one, other, calls) => {
      const [large, second] = [
        await reviewedJob(store, ...nameless(LARGE)),
        await reviewedJob(store, ...nameless(LARGE)),
      ];
      const small = await reviewedJob(store, ...nameless(3));
      const bertas = await reviewedJob(store, ...nameless(LARGE), { userId: "berta" });
      const running = one.preview(large.jobId, "anna", keep());
      await called(calls, 1);
      for (const router of [one, other]) {
        for (const { jobId } of [large, second]) {
          for (const command of [keep(), { type: "undo batch", batchId: "b" }, finalize] as const) {
            const refused = await router.execute(jobId, "anna", command, metadata);
            assert.ok(refused.outcome === "busy");
            assert.equal(refused.code, "BULK_WORK_RUNS");
            assert.equal(refused.retryAfterS, 5);
            assert.match(refused.detail, /only one runs at a time; try again in 5 s\.$/);
          }
        }
      }
      assert.equal((await one.preview(small.jobId, "anna", keep())).outcome, "preview");
      assert.equal((await one.preview(large.jobId, "berta", keep())).outcome, "unknown job");
      // A decision on one issue is none, another user's neither, nor what the system does itself.
      one.execute(large.jobId, "anna", skip(1), metadata);
      other.preview(bertas.jobId, "berta", keep());
      one.execute(large.jobId, null, { type: "finalize", automatic: true }, metadata);
      await called(calls, 4);
      assert.deepEqual(calls.map(({ userId, isBulk }) => `${userId} ${isBulk}`).sort(), [
        "anna false",
        "anna true",
        "anna true",
        "berta true",
      ]);
      calls[0]!.answer("seen");
      assert.equal(await running, "seen");
      other.execute(second.jobId, "anna", keep(), metadata);
      await called(calls, 5);
    });
  },
);

/** Resolves once so many calls arrived; each takes a look at the store or two. */
async function called(calls: Asked[], count: number): Promise<void> {
  while (calls.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Where a large review must not be decided. */
const nowhere = new Proxy({} as Reviews, {
  get: (_, name) => () => Promise.reject(new Error(`${String(name)} in the event loop`)),
});
