/** Undo, redo and restore at the edge, on a real Postgres: by the log alone, all or nothing. */
import assert from "node:assert/strict";
import { type RecordedEvent, stepEntryOf, stepsOf } from "@rollcall/contracts";
import { newId } from "@rollcall/event-store";
import { storeTest } from "../../tests/harness/event_store.ts";
import { metadata, type Person } from "../../tests/harness/job.ts";
import type { RestoreCommand } from "./moments.ts";
import type { Executed, ReviewCommand } from "./review_commands.ts";
import { Reviews } from "./reviews.ts";
import { reviewedJob, type TestIssue } from "./testing/reviewed_job.ts";

const PEOPLE: Person[] = [
  ["a@x.org", "Ann", "Lee"],
  ["a@x.org", "Bob", "Lee"],
  ["", "Cyd", "Ray"],
  ["", "Dan", "Fox"],
];
const ISSUES: TestIssue[] = [
  { type: "DUPLICATE_EMAIL", key: "a@x.org", rowIds: [1, 2] },
  { type: "MISSING_EMAIL", key: "row-4", rowIds: [3] },
  { type: "MISSING_EMAIL", key: "row-5", rowIds: [4] },
];

const choose = (chosenRowId: number): ReviewCommand => ({
  type: "resolve",
  number: 1,
  choice: { action: "choose", chosenRowId },
});
const keep = (number: number): ReviewCommand => ({
  type: "resolve",
  number,
  choice: { action: "keep" },
});
const rule = (): ReviewCommand => ({
  type: "resolve by rule",
  issueType: "MISSING_EMAIL",
  rule: "skip",
  batchId: newId(),
});
const finalize: ReviewCommand = { type: "finalize", automatic: false };
const undo: RestoreCommand = { type: "restore", kind: "undo" };
const redo: RestoreCommand = { type: "restore", kind: "redo" };
const restore = (to: number, seenVersion: number): RestoreCommand => ({
  type: "restore",
  kind: "restore",
  to,
  seenVersion,
});

const code = (result: Executed) => result.outcome === "refused" ? result.code : result.outcome;

interface World {
  /** by a process that has just started */
  run(command: ReviewCommand): Promise<Executed>;
  done(command: ReviewCommand): Promise<number>;
  decisions(): Promise<string[]>;
  stream(): Promise<RecordedEvent[]>;
}

function test(
  name: string,
  body: (world: World & { jobId: string; reviews: Reviews }) => Promise<void>,
) {
  storeTest(`restoring: ${name}`, async ({ store }) => {
    const { jobId, stream } = await reviewedJob(store, PEOPLE, ISSUES);
    const run = (command: ReviewCommand) =>
      new Reviews(store).execute(jobId, "anna", command, metadata);
    await body({
      jobId,
      reviews: new Reviews(store),
      stream,
      run,
      done: async (command) => {
        const result = await run(command);
        if (result.outcome !== "done") assert.fail(JSON.stringify(result));
        return result.version;
      },
      // Each by its own undo, which says whether there is one.
      decisions: async () => {
        const steps = stepsOf((await stream()).map(stepEntryOf));
        return steps.undo.map(({ main }) => main.issues ?? main.type);
      },
    });
  });
}

test("each step is undone and redone by a process that knows nothing but the log", async (world) => {
  const { run, done, decisions } = world;
  assert.equal(code(await run(undo)), "NOTHING_TO_UNDO");
  await done(choose(2));
  await done(rule());
  await done(finalize);
  assert.deepEqual(await decisions(), ["1", "2-3", "JobFinalized"]);
  assert.equal(code(await run(redo)), "NOTHING_TO_REDO");

  const list = await run(undo);
  assert.ok(list.outcome === "done" && list.list === undefined, "the list is taken back");
  const batch = await run(undo);
  assert.deepEqual(batch.outcome === "done" && batch.restored, { undone: 2, redone: 0 });
  assert.equal(code(await run(finalize)), "ISSUES_OPEN");
  await done(undo);
  assert.deepEqual(await decisions(), []);
  assert.equal(code(await run(undo)), "NOTHING_TO_UNDO");

  await done(redo);
  await done(redo);
  const again = await run(redo);
  assert.deepEqual(again.outcome === "done" && again.list, { version: 2, contactCount: 1 });
  assert.deepEqual(await decisions(), ["1", "2-3", "JobFinalized"]);
});

test("a decision that took another's place is undone to that one", async ({ run, done, stream }) => {
  await done(choose(1));
  await done(choose(2));
  await done(undo);
  const last = (await stream()).at(-1) as RecordedEvent<"IssuesResolved">;
  assert.deepEqual(last.data.resolutions, [{ number: 1, action: "choose", chosenRowId: 1 }]);
  await done(undo);
  assert.equal(code(await run({ type: "reopen", number: 1 })), "NOT_RESOLVED");
});

test("decisions that were sent together are steps of their own", async (world) => {
  const { reviews, jobId, done, decisions } = world;
  const all = [keep(2), keep(3), choose(1)];
  await Promise.all(all.map((one) => reviews.execute(jobId, "anna", one, metadata)));
  const order = await decisions();
  assert.deepEqual(order.toSorted(), ["1", "2", "3"]);
  await done(undo);
  assert.deepEqual(await decisions(), order.slice(0, -1));
});

test("an issue's own undo of the newest decision is redone like any", async ({ run, done }) => {
  await done(keep(2));
  await done({ type: "reopen", number: 2 });
  await done(redo);
  assert.equal(code(await run({ type: "reopen", number: 2 })), "done");
});

test("who saw another step named than is next undoes nothing", async ({ run, done, stream }) => {
  await done(keep(2));
  const seen = (await stream()).at(-1)!.position;
  await done(keep(3));
  const events = (await stream()).length;
  assert.equal(code(await run({ ...undo, step: seen })), "CHANGED_SINCE");
  assert.equal((await stream()).length, events);
  assert.equal(code(await run({ ...undo, step: (await stream()).at(-1)!.position })), "done");
});

test("a moment is restored by one append, which can be undone", async ({ run, done, stream }) => {
  const first = await done(keep(2));
  await done(keep(3));
  await done(choose(1));
  const made = await done(finalize);
  const before = (await stream()).length;
  const result = await run(restore(first, made));
  assert.deepEqual(result.outcome === "done" && result.restored, { undone: 2, redone: 0 });
  const appended = (await stream()).slice(before);
  assert.equal(new Set(appended.map(({ metadata }) => metadata.causationId)).size, 1);
  assert.equal(appended[0]!.type, "ReviewRestored");
  assert.equal(code(await run(finalize)), "ISSUES_OPEN");
  const back = await run(undo);
  assert.deepEqual(back.outcome === "done" && back.list?.version, 2, "all of it is back");
});

test("a moment is refused before the comparison, and where something came in between", async (world) => {
  const { run, done, stream } = world;
  const first = await done(keep(2));
  const now = await done(keep(3));
  const events = (await stream()).length;
  assert.equal(code(await run(restore(1, now))), "TOO_EARLY");
  assert.equal(code(await run(restore(first - 1, first))), "CHANGED_SINCE");
  assert.equal(code(await run(restore(now + 1_000_000, now))), "UNKNOWN_VERSION");
  assert.equal((await stream()).length, events, "nothing was written");
  const same = await run(restore(now, now));
  assert.deepEqual(same.outcome === "done" && same.restored, { undone: 0, redone: 0 });
  assert.equal((await stream()).length, events, "nothing differs");
});

test("a preview says what restoring would do, and changes nothing", async (world) => {
  const { reviews, jobId, done, stream } = world;
  const first = await done(keep(2));
  await done(choose(1));
  const now = await done(keep(3));
  const events = (await stream()).length;
  assert.deepEqual(await reviews.previewRestore(jobId, "anna", restore(first, now)), {
    outcome: "restoring",
    undone: 2,
    redone: 0,
    open: 2,
    list: "same",
  });
  assert.equal((await stream()).length, events);
  const others = await reviews.previewRestore(jobId, "berta", restore(first, now));
  assert.equal(others.outcome, "unknown job");
});

test("two that undo at once undo two steps, one each", async ({ done, run, decisions }) => {
  await done(keep(2));
  await done(keep(3));
  const both = await Promise.all([run(undo), run(undo)]);
  assert.deepEqual(both.map(code), ["done", "done"]);
  assert.deepEqual(await decisions(), []);
});

test("another user's steps are nobody's", async ({ reviews, jobId, done }) => {
  await done(keep(2));
  const result = await reviews.execute(jobId, "berta", undo, metadata);
  assert.equal(result.outcome, "unknown job");
});
