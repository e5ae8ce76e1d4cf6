/** Whoever edits for ever reaches a limit, over all of his jobs; deleting one gives room again. */
import assert from "node:assert/strict";
import { byKey, jobStream, type RecordedEvent } from "@rollcall/contracts";
import { ensureSchema, newId } from "@rollcall/event-store";
import { accountMigrations } from "@rollcall/platform/accounts/schema.ts";
import { silentLog } from "@rollcall/platform/log.ts";
import { type Fixture, storeTest } from "../../tests/harness/event_store.ts";
import { deletedJob, metadata, type Person, readAll } from "../../tests/harness/job.ts";
import { ChangedBytes } from "./changed_bytes.ts";
import type { Executed, ReviewCommand } from "./review_commands.ts";
import { Reviews } from "./reviews.ts";
import { reviewedJob } from "./testing/reviewed_job.ts";
import { WithinQuota } from "./within_quota.ts";

const PEOPLE: Person[] = [["a@x.org", "Ann", "Lee"], ["b@x.org", "Bob", "Lee"]];
/** What one edit of `text` comes to is more than a third of it, and less than half. */
const MOST_BYTES = 30_000;

/** Does not deflate. */
const text = (chars: number) =>
  Array.from({ length: chars }, () => String.fromCharCode(0x4e00 + Math.random() * 8_000)).join(
    "",
  );

function quotaTest(name: string, test: (world: World) => Promise<void>): void {
  storeTest(`what is changed: ${name}`, async (fixture) => {
    await ensureSchema(fixture.sql, fixture.database.ownerUrl, accountMigrations);
    await fixture.owner`truncate account.changed_job`;
    const processes = [1, 2].map(() => {
      const { sql, store } = fixture;
      const changed = new ChangedBytes({ sql, log: silentLog(), mostBytes: MOST_BYTES });
      return { changed, reviews: new WithinQuota(new Reviews(store), changed) };
    });
    try {
      await test({ ...fixture, processes });
    } finally {
      for (const { changed } of processes) changed.close();
    }
  });
}

interface World extends Fixture {
  /** two processes of the service */
  processes: { changed: ChangedBytes; reviews: WithinQuota }[];
}

const edit = (chars = 4_000): ReviewCommand => ({
  type: "edit row",
  rowId: 1,
  values: byKey([["company", text(chars)]]),
  batchId: newId(),
});

/** Edits as long as that is possible, and how often it was. */
async function editForEver({ changed, reviews }: World["processes"][number], jobId: string) {
  for (let times = 0;; times++) {
    const executed = await reviews.execute(jobId, "anna", edit(), metadata);
    if (executed.outcome !== "done") return { times, executed };
    assert.ok(times < 50, "it never ends");
    await changed.count();
  }
}

quotaTest(
  "edits without an end are refused, in every process; a list is still made",
  async (world) => {
    const [one, other] = world.processes;
    const { jobId } = await reviewedJob(world.store, PEOPLE, []);
    const { times, executed } = await editForEver(one!, jobId);
    assert.ok(times >= 2, `${times} edits`);
    assert.ok(executed.outcome === "busy");
    assert.deepEqual([executed.code, executed.limit], ["BYTES_CHANGED", MOST_BYTES]);

    const { jobId: another } = await reviewedJob(world.store, PEOPLE, []);
    const outcome = async (command: ReviewCommand, userId: string | null = "anna", id = another) =>
      (await other!.reviews.execute(id, userId, command, metadata)).outcome;
    assert.equal(await outcome(edit(1)), "busy", "over all jobs");
    assert.equal(await outcome(edit(1), "berta"), "unknown job", "everybody has his own");
    assert.equal(await outcome({ type: "finalize", automatic: false }), "done");
  },
);

quotaTest("a deleted job gives its room back, and counts nothing any more", async (world) => {
  const [one] = world.processes;
  const { jobId } = await reviewedJob(world.store, PEOPLE, []);
  await editForEver(one!, jobId);
  const [created] = await readAll(world.store, jobStream(jobId));
  await deletedJob(world.store, created as RecordedEvent<"JobCreated">);
  const { jobId: next } = await reviewedJob(world.store, PEOPLE, []);
  const again: Executed = await one!.reviews.execute(next, "anna", edit(), metadata);
  assert.equal(again.outcome, "done");
  one!.changed.note(jobId, "anna");
  await one!.changed.count();
  assert.equal(await one!.changed.reached("anna"), undefined);
});

quotaTest(
  "what was counted is not counted again, and what was missed is made up for",
  async (world) => {
    const [one, other] = world.processes;
    const { jobId } = await reviewedJob(world.store, PEOPLE, []);
    for (let times = 0; times < 3; times++) {
      await one!.reviews.execute(jobId, "anna", edit(100), metadata);
    }
    const bytes = async () => {
      await Promise.all([one, other].map((each) => {
        each!.changed.note(jobId, "anna");
        return each!.changed.count();
      }));
      const [row] = await world.sql`select bytes from account.changed_job`;
      return row!.bytes as number;
    };
    const [sum] = await world.sql`
    select sum(bytes)::bigint as bytes from event_store.event
     where stream_id = ${`review-${jobId}`} and type = 'RowsEdited'`;
    assert.equal(await bytes(), sum!.bytes);
    assert.equal(await bytes(), sum!.bytes);
  },
);
