import assert from "node:assert/strict";
import { jobStream, type RecordedEvent, reviewStream } from "@rollcall/contracts";
import { EventStore, type StreamAppend } from "@rollcall/event-store";
import { silentLog } from "@rollcall/platform/log.ts";
import { storeTest } from "../../tests/harness/event_store.ts";
import { deletedJob, parsedJob, type Person, readAll } from "../../tests/harness/job.ts";
import { Space } from "./kept_rows.ts";
import { findDuplicates } from "./reactions.ts";

const log = silentLog();
const review = (store: EventStore, cause: RecordedEvent<"ParsingCompleted">) =>
  readAll(store, reviewStream(cause.data.jobId));
const nobody = (count: number) => Array.from({ length: count }, (): Person => ["", "", "Lee"]);

storeTest("dedupe: every issue is opened, with its address sealed", async ({ store, sql }) => {
  const cause = await parsedJob(store, [
    ["a@x.org", "Ann", "Lee"],
    ["a@x.org", "Bob", "Lee"],
    ["", "Cyd", "Ray"],
    ["d@x.org", "Dan", "Fox"],
    ["d@x.org", "Dan", "Fox"],
  ], { batchRows: 2 });
  await findDuplicates({ store, log }, cause);
  const [opened, completed, ...more] = await review(store, cause);
  assert.deepEqual(more, []);
  const { data, personal, metadata } = opened as RecordedEvent<"IssuesOpened">;
  assert.deepEqual(data.issues, [
    { number: 1, type: "DUPLICATE_EMAIL", rowIds: [1, 2] },
    { number: 2, type: "MISSING_EMAIL", rowIds: [3] },
  ]);
  assert.deepEqual(personal!.keys, ["a@x.org", "row-4"]);
  assert.equal(metadata.causationId, cause.id);
  assert.deepEqual(completed!.data, { jobId: cause.data.jobId, issueCount: 2, repeatedRows: 1 });
  const rows = await sql`select data::text || metadata::text as text from event_store.event`;
  for (const { text } of rows) assert.doesNotMatch(text, /x\.org/);
});

storeTest(
  "dedupe: rows that are not kept are read again, to the same issues",
  async ({ store }) => {
    const people: Person[] = [
      ["a@x.org", "Ann", "Lee", "Acme"],
      ["", "Cyd", "Ray"],
      ["a@x.org", "Ann", "Lee", "Ayce"],
      ["b@x.org", "Bob", "Fox"],
      ["b@x.org", "Dan", "Fox"],
    ];
    const found = async (chars?: number) => {
      const cause = await parsedJob(store, people, { batchRows: 2 });
      const space = chars === undefined ? undefined : new Space(chars);
      await findDuplicates({ store, log, ...(space && { space }) }, cause);
      const [opened] = await review(store, cause);
      const { data, personal } = opened as RecordedEvent<"IssuesOpened">;
      return [data.issues, personal!.keys];
    };
    const kept = await found();
    assert.equal(kept[0]!.length, 3);
    assert.deepEqual(await found(0), kept);
  },
);

storeTest("dedupe: without issues, only its completion is appended", async ({ store }) => {
  const cause = await parsedJob(store, [["a@x.org", "Ann", "Lee"]]);
  await findDuplicates({ store, log }, cause);
  assert.deepEqual((await review(store, cause)).map((event) => event.type), ["DedupeCompleted"]);
});

storeTest("dedupe: nothing is added to a job that is deleted meanwhile", async ({ store }) => {
  const cause = await parsedJob(store, nobody(3));
  const [created] = await readAll(store, jobStream(cause.data.jobId));
  class Deleting extends EventStore {
    override async append(request: StreamAppend[]) {
      await deletedJob(store, created as RecordedEvent<"JobCreated">);
      return await super.append(request);
    }
  }
  const dedupe = new Deleting(store.sql);
  await assert.rejects(findDuplicates({ store: dedupe, log }, cause), /another process moved/);
  await findDuplicates({ store, log }, cause);
  assert.deepEqual(await review(store, cause), []);
});

storeTest("dedupe: issues go 500 to an event, numbered on", async ({ store }) => {
  const cause = await parsedJob(store, nobody(601));
  await findDuplicates({ store, log }, cause);
  const events = await review(store, cause);
  const opened = events.filter((e): e is RecordedEvent<"IssuesOpened"> =>
    e.type === "IssuesOpened"
  );
  assert.deepEqual(opened.map((event) => event.data.issues.length), [500, 500, 202]);
  for (const { data, personal } of opened) {
    assert.equal(personal!.keys.length, data.issues.length);
  }
  const numbers = opened.flatMap((event) => event.data.issues.map((issue) => issue.number));
  assert.deepEqual(numbers, numbers.map((_, i) => i + 1));
  assert.equal((events.at(-1) as RecordedEvent<"DedupeCompleted">).data.issueCount, 1_202);
});

storeTest(
  "dedupe: done again, or twice at once, it opens nothing twice (promise 4)",
  async ({ store }) => {
    const cause = await parsedJob(store, nobody(300));
    const others = Array.from({ length: 3 }, () => new EventStore(store.sql));
    await Promise.all(others.map((other) => findDuplicates({ store: other, log }, cause)));
    const head = await store.head();
    await findDuplicates({ store, log }, cause);
    assert.equal(await store.head(), head);
    assert.equal((await review(store, cause)).length, 3);
  },
);

storeTest("dedupe: the same file twice gives the same issues", async ({ store }) => {
  const people: Person[] = [["a@x.org", "Ann", ""], ["b@x.org", "B", "C"], ["b@x.org", "D", "C"]];
  const asked = async (batchRows: number) => {
    const cause = await parsedJob(store, people, { batchRows });
    await findDuplicates({ store, log }, cause);
    const [opened] = await review(store, cause);
    const { data, personal } = opened as RecordedEvent<"IssuesOpened">;
    return { issues: data.issues, personal };
  };
  assert.deepEqual(await asked(1), await asked(500));
});

storeTest("dedupe: Gmail addresses fold in the jobs that ask for it", async ({ store }) => {
  const people: Person[] = [["a.b@gmail.com", "Ann", "Lee"], ["ab+c@gmail.com", "Bob", "Lee"]];
  const asked = async (foldGmail: boolean) => {
    const cause = await parsedJob(store, people, { asked: { foldGmail } });
    await findDuplicates({ store, log }, cause);
    return (await review(store, cause)).flatMap(({ type, personal }) =>
      type === "IssuesOpened" ? personal!.keys : []
    );
  };
  assert.deepEqual(await asked(true), ["ab@gmail.com"]);
  assert.deepEqual(await asked(false), []);
});

storeTest("dedupe: an erased job has no issues", async ({ store }) => {
  const cause = await parsedJob(store, [["a@x.org", "A", "L"], ["a@x.org", "B", "L"]]);
  await store.keyring.erase(cause.data.jobId);
  await findDuplicates({ store: new EventStore(store.sql), log }, cause);
  const [only] = await review(store, cause);
  assert.deepEqual(only!.data, { jobId: cause.data.jobId, issueCount: 0, repeatedRows: 0 });
});

/** A store whose nth append fails, before or after it is done. */
class FailingStore extends EventStore {
  appends = 0;
  constructor(store: EventStore, readonly nth: number, readonly when: "before" | "after") {
    super(store.sql);
  }
  override async append(request: StreamAppend[]) {
    const isNth = ++this.appends === this.nth;
    if (isNth && this.when === "before") throw new Error("killed");
    const outcome = await super.append(request);
    if (isNth) throw new Error("killed");
    return outcome;
  }
}

/** Each address is that long, so that few issues make a large event. */
const longNames = (count: number) =>
  Array.from({ length: count }, (_, i): Person => [`${"n".repeat(2_000)}${i}`, "Ann", "Lee"]);

storeTest(
  "dedupe: killed at any append, it goes on where it stopped (promise 5)",
  async ({ store }) => {
    const whole = await parsedJob(store, longNames(700));
    await findDuplicates({ store, log }, whole);
    const content = async (cause: RecordedEvent<"ParsingCompleted">) =>
      (await review(store, cause)).map(({ type, data, personal }) => {
        return { type, data: { ...data, jobId: "" }, personal };
      });
    const expected = await content(whole);
    for (let nth = 1;; nth++) {
      const cause = await parsedJob(store, longNames(700));
      for (const when of ["before", "after"] as const) {
        const failing = new FailingStore(store, nth, when);
        const killed = findDuplicates({ store: failing, log }, cause);
        await killed.catch((error) => assert.match(error.message, /killed/));
        if (failing.appends < nth && when === "before") return assert.ok(nth > 2, `${nth}`);
      }
      await findDuplicates({ store, log }, cause);
      assert.deepEqual(await content(cause), expected);
    }
  },
);

storeTest("dedupe: no event and no append grows with the file", async ({ store, sql }) => {
  class Measuring extends EventStore {
    largest = 0;
    override async append(request: StreamAppend[]) {
      const bytes = JSON.stringify(request.map(({ events }) => events)).length;
      this.largest = Math.max(this.largest, bytes);
      return await super.append(request);
    }
  }
  const cause = await parsedJob(store, longNames(1_500));
  const measuring = new Measuring(store.sql);
  await findDuplicates({ store: measuring, log }, cause);
  const [{ bytes } = { bytes: 0 }] = await sql<{ bytes: number }[]>`
    select max(bytes) as bytes from event_store.event where type = 'IssuesOpened'`;
  assert.ok(bytes > 100_000 && bytes < 512 << 10, `an event has ${bytes} bytes`);
  assert.ok(measuring.largest < 2 << 20, `an append has ${measuring.largest} bytes`);
});
