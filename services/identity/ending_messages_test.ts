import assert from "node:assert/strict";
import { newId, type Sql } from "@rollcall/event-store";
import { orderEndingMessages } from "./mail/ending_jobs.ts";
import { endingMessage } from "./mail/messages.ts";
import { anna, type Ask, identityTest, WEB } from "./testing/world.ts";

const DAY_MS = 86_400_000;

async function register(request: Ask): Promise<string> {
  const { user } = await (await request("/auth/register", anna)).json();
  return user.id;
}

/** As upload notes it. */
async function note(owner: Sql, userId: string, inDays: number): Promise<string> {
  const jobId = newId();
  const deleteAfter = new Date(Date.now() + inDays * DAY_MS);
  await owner`
    insert into account.ending_job (job_id, user_id, delete_after)
    values (${jobId}, ${userId}, ${deleteAfter})`;
  return jobId;
}

identityTest("jobs that go soon are told by one message, once", async (
  request,
  { owner, sql, messages },
) => {
  const userId = await register(request);
  const [later, sooner] = [await note(owner, userId, 6), await note(owner, userId, 5)];
  const ordered = await Promise.all([1, 2, 3].map(() => orderEndingMessages(sql)));
  assert.deepEqual(ordered.sort(), [0, 0, 1], "by one of several processes");
  const [told] = await messages();
  assert.equal(told!.to, anna.email);
  assert.equal(told!.subject, "Rollcall: 2 files of yours are deleted soon");
  const named = told!.text.match(/(?<=\/jobs\/).*/g);
  assert.deepEqual(named, [sooner, later]);
  assert.ok(told!.text.includes(`${WEB}/account`));

  const count = (await messages()).length;
  assert.equal(await orderEndingMessages(sql), 0);
  // Another one on the same day is told the day after, with those that are there still.
  const third = await note(owner, userId, 6.5);
  assert.equal(await orderEndingMessages(sql), 0);
  await owner`update account.ending_job set told_at = told_at - interval '25 hours'`;
  await owner`delete from account.ending_job where job_id = ${sooner}`;
  assert.equal(await orderEndingMessages(sql), 1);
  const [next] = await messages();
  assert.deepEqual(next!.text.match(/(?<=\/jobs\/).*/g), [later, third]);
  assert.equal((await messages()).length, count + 1);
});

identityTest("a job that is deleted before its message is sent is in none", async (
  request,
  { owner, sql, messages },
) => {
  await note(owner, await register(request), 6);
  await note(owner, "somebody of another provider", 6);
  const before = (await messages()).length;
  assert.equal(await orderEndingMessages(sql), 1);
  await owner`delete from account.ending_job`;
  assert.equal((await messages()).length, before);
  assert.equal((await owner`select 1 from identity.mail`).length, 0);
});

Deno.test("a message about many files names twenty and counts the others", () => {
  const deleteAfter = new Date("2026-12-07T23:00:00Z");
  const jobs = Array.from({ length: 23 }, (_, i) => ({ id: String(i), deleteAfter }));
  const { subject, text } = endingMessage(jobs, WEB);
  assert.equal(subject, "Rollcall: 23 files of yours are deleted soon");
  assert.equal(text.split("\n").filter((line) => line.startsWith("7 December 2026  ")).length, 20);
  assert.match(text, /^and 3 more$/m);
  const [one] = jobs;
  assert.match(endingMessage([one!], WEB).subject, /A file of yours is deleted soon/);
});
