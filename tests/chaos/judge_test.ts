/** The judge's negative twin: what is broken on purpose is reported, by its kind. */
import assert from "node:assert/strict";
import type { BulkRule, IssueType } from "@rollcall/contracts/api";
import { ExpectedJob } from "../oracle/expected_job.ts";
import { expectedFacts } from "../oracle/facts.ts";
import type { Outcome } from "../oracle/outcome.ts";
import { Random } from "../oracle/random.ts";
import { randomFile } from "../oracle/random_file.ts";
import { nothing } from "../oracle/remains.ts";
import { judgeFacts, judgeJob, judgeRemains } from "./judge.ts";
import { planChaos } from "./plan.ts";

const file = randomFile(new Random(7), { kind: "issues", rows: 60 });
const job = await ExpectedJob.of(file);
const byRule = (type: IssueType, rule: BulkRule) =>
  job.take({ do: "resolve by rule", type, rule, batch: job.review.batches.size });
for (const type of ["MISSING_EMAIL", "INVALID_EMAIL_FORMAT", "EMAIL_TYPO"] as const) {
  byRule(type, "skip");
}
for (const type of ["MISSING_FIRST_NAME", "MISSING_LAST_NAME", "DUPLICATE_EMAIL"] as const) {
  byRule(type, "keep");
}
byRule("DUPLICATE_EMAIL", "first");
job.take({ do: "finalize" });
const expected = job.outcome();

/** The kinds of differences that the judge finds in an outcome that was tampered with. */
function verdictOn(tamper: (outcome: Outcome) => void): string[] {
  const seen = structuredClone(expected);
  tamper(seen);
  return judgeJob("job", expected, seen).map(({ kind }) => kind);
}

Deno.test("judge: what is as it must be is found so", () => {
  assert.equal(expected.job.status, "COMPLETED");
  assert.ok(expected.contacts!.length > 10 && expected.issues.length > 3);
  assert.deepEqual(verdictOn(() => {}), []);
});

Deno.test("judge: a missing contact, row, issue or event of the history is lost", () => {
  assert.deepEqual(verdictOn(({ contacts }) => contacts!.splice(4, 1)), ["lost"]);
  assert.deepEqual(verdictOn(({ rows }) => rows.shift()), ["lost"]);
  assert.deepEqual(verdictOn(({ issues }) => issues.pop()), ["lost"]);
  assert.deepEqual(verdictOn(({ history }) => history.splice(2, 1)), ["lost"]);
  assert.deepEqual(verdictOn(({ lists }) => lists.pop()), ["lost"]);
});

Deno.test("judge: what is there twice, or should not be there, is doubled", () => {
  assert.deepEqual(verdictOn(({ contacts }) => contacts!.push(contacts![3]!)), ["doubled"]);
  assert.deepEqual(
    verdictOn(({ contacts }) => contacts!.push({ ...contacts![3]!, raw_row_id: 999 })),
    ["doubled"],
  );
  assert.deepEqual(verdictOn(({ history }) => history.push("JobFinalized")), ["doubled"]);
});

Deno.test("judge: another value, order, decision or count is different", () => {
  const different = ["different"];
  assert.deepEqual(verdictOn(({ contacts }) => contacts![0]!.first_name += "x"), different);
  assert.deepEqual(verdictOn(({ issues }) => issues[0]!.resolution = null), different);
  assert.deepEqual(verdictOn(({ job }) => job.total_rows++), different);
  assert.deepEqual(verdictOn(({ lists }) => lists[0]![0]!.phone += "1"), different);
  assert.deepEqual(verdictOn(({ history }) => history.reverse()), different);
});

Deno.test("judge: a job that is not where it must be is stuck", () => {
  assert.deepEqual(verdictOn(({ job }) => job.status = "PROCESSING"), ["stuck"]);
  assert.deepEqual(verdictOn(({ job }) => job.status = "FAILED"), ["stuck"]);
  assert.deepEqual(judgeJob("job", expected, undefined).map(({ kind }) => kind), ["stuck"]);
});

Deno.test("judge: an event too few or too many in the store is found", () => {
  const facts = expectedFacts(job);
  const kinds = (seen: typeof facts) => judgeFacts("job", facts, seen).map(({ kind }) => kind);
  assert.deepEqual(kinds(facts), []);
  assert.deepEqual(kinds(facts.slice(1)), ["lost"]);
  assert.deepEqual(kinds([...facts, facts.at(-1)!]), ["doubled"]);
  assert.deepEqual(kinds(facts.with(1, { ...facts[1]!, personal: null })), ["different"]);
});

Deno.test("judge: whatever is left of a job that was deleted is found", () => {
  assert.deepEqual(judgeRemains("job", nothing), []);
  for (
    const left of [{ deletions: 0 }, { deletions: 2 }, { behind: 1 }, { readable: 1 }, { lines: 1 }]
  ) {
    assert.deepEqual(judgeRemains("job", { ...nothing, ...left }).length, 1);
  }
  assert.deepEqual(judgeRemains("job", { ...nothing, answered: ["/rows"] }).length, 1);
});

Deno.test("chaos: a seed determines files, decisions and faults; another seed gives others", async () => {
  const plan = async (seed: number) => {
    const { imports, faults } = await planChaos({ seed, jobs: 3, kills: 12 });
    const files = imports.map(({ expected, steps }) => [[...expected.file.bytes], steps]);
    return JSON.stringify({ files, faults });
  };
  assert.equal(await plan(5), await plan(5));
  assert.notEqual(await plan(5), await plan(6));
});
