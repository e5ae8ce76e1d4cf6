/** Deleting a job on a real Postgres: whole or not at all, once, and only by its owner. */
import assert from "node:assert/strict";
import { jobStream, rowsStream } from "@rollcall/contracts";
import { EventStore, newId } from "@rollcall/event-store";
import { failJob, retryJob } from "@rollcall/platform/job_failures.ts";
import { loadJob } from "@rollcall/platform/pipeline_job.ts";
import { started } from "../../tests/harness/event_store.ts";
import { metadata, parsedJob, readAll, uploadedJob } from "../../tests/harness/job.ts";
import { deleteJob } from "./delete_job.ts";
import { keptFilesTest } from "./testing/kept_files.ts";
import { losingConnection } from "./testing/losing_connection.ts";

const unknown = { outcome: "unknown job" };

keptFilesTest(
  "delete job: nothing personal is left of it, for any process",
  async ({ sql, store }) => {
    const { data: { jobId } } = await parsedJob(store, [["ann@x.org", "Ann", "Lee"]]);
    const other = await parsedJob(store, [["bob@x.org", "Bob", "Ray"]]);
    const deleted = await deleteJob(store, jobId, "anna", metadata);
    assert.deepEqual(deleted, { outcome: "deleted", position: await store.head() });
    for (const reader of [store, new EventStore(sql)]) {
      for (const stream of [jobStream(jobId), rowsStream(jobId)]) {
        const events = await readAll(reader, stream);
        assert.ok(events.length);
        assert.ok(events.every(({ personal }) => personal === null));
      }
      const [first] = await readAll(reader, jobStream(other.data.jobId));
      assert.notEqual(first!.personal, null, "another job keeps what is its own");
    }
    const marked = await store.keyring.erasedOf([jobId, other.data.jobId]);
    assert.deepEqual(marked, new Set([jobId]), "whoever shows a job knows at once");
    const last = (await readAll(store, jobStream(jobId))).at(-1)!;
    assert.equal(last.type, "JobDeleted");
    assert.deepEqual(last.data, { jobId, fileKey: `uploads/uanna/job-${jobId}.csv` });
    assert.equal(last.metadata.userId, "anna");
    const more = store.append([
      {
        stream: rowsStream(jobId),
        expectedVersion: 0,
        events: [{
          ...last,
          type: "ParsingFailed" as const,
          id: newId(),
          data: { jobId, code: "X" },
          personal: { message: "x", headers: [] },
        }],
      },
    ]);
    await assert.rejects(more, /key is missing or erased/);
  },
);

keptFilesTest(
  "delete job: another's, an unknown and a deleted one are the same",
  async ({ store }) => {
    const { data: { jobId } } = await uploadedJob(store);
    const head = await store.head();
    assert.deepEqual(await deleteJob(store, jobId, "berta", metadata), unknown);
    assert.deepEqual(await deleteJob(store, newId(), "anna", metadata), unknown);
    assert.equal(await store.head(), head);
    assert.notEqual(
      (await readAll(new EventStore(store.sql), jobStream(jobId)))[0]!.personal,
      null,
    );
    assert.equal((await deleteJob(store, jobId, "anna", metadata)).outcome, "deleted");
    assert.deepEqual(await deleteJob(store, jobId, "anna", metadata), unknown);
  },
);

keptFilesTest(
  "delete job: asked for eight times at once, it happens once",
  async ({ sql, store }) => {
    for (let run = 0; run < 5; run++) {
      const { data: { jobId } } = await uploadedJob(store);
      const asked = Array.from({ length: 8 }, (_, i) => {
        return deleteJob(i % 2 ? store : new EventStore(sql), jobId, "anna", metadata);
      });
      const outcomes = (await Promise.all(asked)).map(({ outcome }) => outcome).sort();
      assert.deepEqual(outcomes, ["deleted", ...Array(7).fill("unknown job")]);
      const types = (await readAll(store, jobStream(jobId))).map(({ type }) => type);
      assert.deepEqual(types, ["JobCreated", "JobDeleted"]);
    }
  },
);

keptFilesTest(
  "delete job: one that moves on meanwhile is deleted all the same",
  async ({ store }) => {
    const { data: { jobId } } = await uploadedJob(store);
    class Moving extends EventStore {
      moves = 3;
      override async appendIn(...[tx, request]: Parameters<EventStore["appendIn"]>) {
        const [{ stream, expectedVersion }] = request as [typeof request[number]];
        if (this.moves-- > 0) {
          const events = [started(jobId)].map((event) => ({ ...event, id: newId() }));
          await store.append([{ stream, expectedVersion, events }]);
        }
        return await super.appendIn(tx, request);
      }
    }
    const moving = new Moving(store.sql);
    assert.equal((await deleteJob(moving, jobId, "anna", metadata)).outcome, "deleted");
    const types = (await readAll(store, jobStream(jobId))).map(({ type }) => type);
    const expected = ["JobCreated", ...Array(3).fill("ParsingStarted"), "JobDeleted"];
    assert.deepEqual(types, expected);
  },
);

keptFilesTest("delete job: where the event cannot be appended, the key stays", async (world) => {
  const { owner, store } = world;
  const { data: { jobId } } = await uploadedJob(store);
  await owner`revoke insert on event_store.event from rollcall_service`;
  try {
    await assert.rejects(deleteJob(store, jobId, "anna", metadata), /permission denied/);
  } finally {
    await owner`grant insert on event_store.event to rollcall_service`;
  }
  const [first] = await readAll(new EventStore(store.sql), jobStream(jobId));
  assert.notEqual(first!.personal, null);
});

for (const when of ["before", "after"] as const) {
  keptFilesTest(
    `delete job: a connection lost ${when} the commit still deletes it once (promise 5)`,
    async ({ sql, store }) => {
      const { data: { jobId } } = await uploadedJob(store);
      const { sql: unsafe, transactions } = losingConnection(sql, when);
      const deleted = await deleteJob(new EventStore(unsafe), jobId, "anna", metadata);
      assert.deepEqual(deleted, { outcome: "deleted", position: await store.head() });
      assert.equal(transactions(), when === "before" ? 2 : 1);
      assert.equal((await readAll(store, jobStream(jobId))).length, 2);
    },
  );
}

keptFilesTest("delete job: a deleted job neither fails nor is tried again", async ({ store }) => {
  const created = await uploadedJob(store);
  const { jobId } = created.data;
  await failJob(store, "parsing", created);
  assert.equal((await loadJob(store, jobId)).failed?.stage, "parsing");
  await deleteJob(store, jobId, "anna", metadata);
  const head = await store.head();
  await failJob(store, "dedupe", created);
  assert.equal(await retryJob(store, jobId), false);
  assert.equal(await store.head(), head);
  const { created: none, failed, deleted } = await loadJob(store, jobId);
  assert.deepEqual([none, failed, deleted?.data.jobId], [undefined, undefined, jobId]);
});
