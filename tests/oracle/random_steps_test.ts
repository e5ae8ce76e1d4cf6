import assert from "node:assert/strict";
import { ExpectedJob } from "./expected_job.ts";
import { Random } from "./random.ts";
import { randomFile } from "./random_file.ts";
import { randomSteps, stepsWithoutDeletion, type TakenStep } from "./random_steps.ts";

const JOBS = 120;

/** Where each of many people deletes his job, among his steps; -1: he does not. */
async function deletions(steps: typeof randomSteps) {
  const random = new Random(5);
  return await Array.fromAsync({ length: JOBS }, async () => {
    const job = await ExpectedJob.of(randomFile(random, { kind: "issues", rows: 12 }));
    const place = steps(random, job, 4).findIndex(({ step }) => step.do === "delete");
    assert.equal(job.isDeleted, place >= 0);
    return place;
  });
}

Deno.test("random steps: some people delete their job, at once or later", async () => {
  const places = await deletions(randomSteps);
  const some = (fits: (place: number) => boolean) => places.filter(fits).length;
  assert.ok(some((at) => at === 0) > 0 && some((at) => at > 0) > 0, JSON.stringify(places));
  assert.ok(some((at) => at < 0) > JOBS / 2);
  assert.deepEqual(new Set(await deletions(stepsWithoutDeletion)), new Set([-1]));
});

Deno.test("random steps: on a deleted job whatever comes is refused as unknown", async () => {
  const job = await ExpectedJob.of(randomFile(new Random(1), { kind: "issues", rows: 12 }));
  assert.deepEqual(job.take({ do: "delete" }), { status: 200 });
  const unknown = { status: 404, code: "NOT_FOUND" };
  assert.deepEqual(job.take({ do: "delete" }), unknown);
  assert.deepEqual(job.take({ do: "finalize" }), unknown);
});

Deno.test("random steps: some people correct a row, then decide twice, or by a rule, and undo", async () => {
  const random = new Random(6);
  const all = await Array.fromAsync({ length: JOBS }, async () => {
    const job = await ExpectedJob.of(randomFile(random, { kind: "issues", rows: 30 }));
    return stepsWithoutDeletion(random, job, 6).map(toWord);
  });
  const some = (words: string) => all.filter((one) => one.join(" ").includes(words)).length;
  assert.ok(some("edit choose choose") > 0, "edit choose choose");
  assert.ok(some("edit rule undo batch") > 0, "edit rule undo batch");
  assert.ok(some("reopen reopen") > 0, "reopen reopen");
  for (const change of ["edit row", "exclude rows", "bring back rows", "change rows"]) {
    assert.ok(some(change) > 0, change);
  }
});

/** What was done where it was taken, and a dash where it was refused. */
function toWord({ step, answer }: TakenStep): string {
  if (answer.status !== 200) return "-";
  if (step.do === "resolve by rule") return "rule";
  if (step.do !== "resolve") return step.do;
  return "action" in step.decision ? step.decision.action : "choose";
}
