import assert from "node:assert/strict";
import { DAY_MS, setRetention } from "@rollcall/platform/accounts/retention.ts";
import { reviewStream } from "@rollcall/contracts";
import { type EventStore, newId } from "@rollcall/event-store";
import { deleteExpired, endingJobs } from "./expired_jobs.ts";
import { berta, uploadTest, type World } from "./testing/world.ts";

async function openJob(
  { upload }: World,
  token?: string,
): Promise<{ id: string; delete_after: string }> {
  const form = new FormData();
  form.set("file", new File(["email\na@example.com\n"], "people.csv", { type: "text/csv" }));
  const answer = await upload(form, token === undefined ? {} : { token });
  assert.equal(answer.status, 201);
  return await answer.json();
}

/** A clean list of nobody, as the review makes it. */
async function finalize(store: EventStore, jobId: string): Promise<void> {
  const metadata = { correlationId: newId(), causationId: null, userId: "anna", traceparent: null };
  const counts = { listVersion: 1, contactCount: 1, mergedCount: 0 };
  const data = { jobId, ...counts, rowIds: "1", automatic: true };
  const event = { id: newId(), type: "JobFinalized", data, personal: null, metadata } as const;
  await store.append([{ stream: reviewStream(jobId), expectedVersion: 0, events: [event] }]);
}

const inDays = (days: number) => new Date(Date.now() + days * DAY_MS);
const HOUR_DAYS = 1 / 24;

uploadTest(
  "retention: the answer to an upload tells when the job goes, and then it does",
  async (world) => {
    const { parts, store, sql, stored } = world;
    const job = await openJob(world);
    const days = (Date.parse(job.delete_after) - Date.now()) / DAY_MS;
    assert.ok(Math.abs(days - 30) < HOUR_DAYS, job.delete_after);
    assert.equal(await deleteExpired(parts, new Date()), 0);
    assert.equal(await deleteExpired(parts, new Date(Date.parse(job.delete_after) - 1)), 0);
    assert.equal(await deleteExpired(parts, new Date(job.delete_after)), 1);
    assert.equal(await deleteExpired(parts, new Date(job.delete_after)), 0);
    assert.equal((await sql`select 1 from keyring.job_key`).length, 0);
    assert.equal((await store.readLog(0)).at(-1)!.type, "JobDeleted");
    assert.equal((await stored()).length, 1, "the parser removes it, as it does for its owner");
    const noted = await sql`select actor from security.entry where action = 'job_expired'`;
    assert.deepEqual(noted.map(({ actor }) => actor), ["system"]);
    assert.deepEqual(await Array.fromAsync(parts.objects.erasures()), [job.id]);
  },
);

uploadTest(
  "retention: with a clean list a job is kept for longer, from its last change on",
  async (world) => {
    const { parts, store } = world;
    const [plain, listed] = [await openJob(world), await openJob(world)];
    await finalize(store, listed.id);
    const due = async (at: Date) =>
      (await Array.fromAsync(endingJobs(parts, at)))
        .filter(({ deleteAfter }) => deleteAfter <= at)
        .map(({ jobId }) => jobId);
    assert.deepEqual(await due(inDays(29)), []);
    assert.deepEqual(await due(inDays(31)), [plain.id]);
    assert.deepEqual(await due(inDays(89)), [plain.id]);
    assert.deepEqual(await due(inDays(91)), [plain.id, listed.id]);
  },
);

uploadTest("retention: what a user has set holds for his own jobs", async (world) => {
  const { parts, sql } = world;
  const own = await openJob(world);
  await openJob(world, berta);
  await setRetention(sql, "anna", { keepDays: null, keepUnfinishedDays: 2 });
  await deleteExpired(parts, inDays(3));
  const left = await sql`select user_id from upload.kept_file`;
  assert.deepEqual(left.map(({ user_id }) => user_id), ["berta"]);
  const next = await openJob(world);
  assert.ok(Date.parse(next.delete_after) < inDays(2.1).getTime(), next.delete_after);
  assert.ok(Date.parse(own.delete_after) > inDays(29).getTime());
});

uploadTest(
  "retention: a job that goes within a week is noted once, and the note goes with it",
  async (world) => {
    const { parts, store, sql } = world;
    const job = await openJob(world);
    const noted = () =>
      sql<{ userId: string; deleteAfter: Date; told: boolean }[]>`
        select user_id as "userId", delete_after as "deleteAfter", told_at is not null as told
          from account.ending_job where job_id = ${job.id}`;
    await deleteExpired(parts, inDays(22.9));
    assert.deepEqual([...await noted()], []);
    await deleteExpired(parts, inDays(23.1));
    const first = [...await noted()];
    assert.deepEqual(first, [
      { userId: "anna", deleteAfter: new Date(job.delete_after), told: false },
    ]);
    await sql`update account.ending_job set told_at = now()`;
    await deleteExpired(parts, inDays(29));
    assert.deepEqual([...await noted()], first.map((note) => ({ ...note, told: true })));

    // Something happens in it: it goes later, and that is told anew.
    await finalize(store, job.id);
    await deleteExpired(parts, inDays(29));
    assert.deepEqual([...await noted()], []);
    await deleteExpired(parts, inDays(85));
    const [later] = await noted();
    assert.equal(later!.told, false);
    assert.ok(later!.deleteAfter > inDays(89), String(later!.deleteAfter));

    await deleteExpired(parts, inDays(91));
    assert.deepEqual([...await noted()], []);
  },
);

uploadTest("retention: whoever keeps jobs for a week at the most is not told", async (world) => {
  const { parts, sql } = world;
  await setRetention(sql, "anna", { keepDays: null, keepUnfinishedDays: 7 });
  await openJob(world);
  await deleteExpired(parts, inDays(6.9));
  assert.equal((await sql`select 1 from account.ending_job`).length, 0);
  assert.equal(await deleteExpired(parts, inDays(7.1)), 1);
});

uploadTest(
  "retention: whoever comes back to a job while others are deleted keeps it",
  async (world) => {
    const { parts, store, sql } = world;
    const [first, second] = [await openJob(world), await openJob(world)];
    const noteErasure = async (entry: string) => {
      await parts.objects.noteErasure(entry);
      if (entry === first.id) await finalize(store, second.id);
    };
    assert.equal(await deleteExpired({ ...parts, objects: { noteErasure } }, inDays(31)), 1);
    const left = await sql`select job_id from upload.kept_file`;
    assert.deepEqual(left.map(({ job_id }) => job_id), [second.id]);
  },
);
