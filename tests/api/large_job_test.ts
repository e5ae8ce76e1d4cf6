/**
 * The judge of promise 12: the whole life of a large job beside another user at work, on a database
 * that has lived and whose statistics know nothing of that job. By structure, not by clocks: what is
 * asked of Postgres grows with the job's rows and no faster, nobody is refused, and while the large
 * job's lane is held nobody else is. `deno task bench:life` measures the same life at full size.
 */
import assert from "node:assert/strict";
import { reviewStream } from "@rollcall/contracts";
import { lineOf } from "../../services/projection/fold/issue_states.ts";
import { GENERATION, schemaOf } from "../../services/projection/schema/generation.ts";
import { Bystander } from "../bench/life/bystander.ts";
import { formerJob } from "../bench/life/former_job.ts";
import { liveLargeJob } from "../bench/life/large_job.ts";
import { liveManyQuestions } from "../bench/life/many_questions.ts";
import { Steps } from "../bench/life/steps.ts";
import { contactsCsv } from "../bench/contacts.ts";
import { until } from "../harness/until.ts";
import { type ApiClient, assertProblem, isBehind } from "./client.ts";
import { type OneProcess, startInOneProcess } from "./one_process.ts";
import { explainStatements, type Statement, statementOf } from "./statements.ts";

const ROWS = 3_000;
const QUESTIONS = 2_500;
const SMALL_ROWS = 100;
const FORMER_JOBS = 3;
/** A sort of all rows takes six looks at each, more than anything else. */
const LOOKS_PER_ROW = 20;
/** What a statement may keep aside of a row: its number and what it is sorted by, not its cells. */
const KEPT_BYTES_PER_ROW = 100;
/** What is gone through for each line of something else. */
const SCANS = 10;
const table = (name: string) => `${schemaOf(GENERATION)}.${name}`;
const OPENED = table("opened_issues");

Deno.test("a large job beside another user", async (t) => {
  const statements: Statement[] = [];
  const world = await startInOneProcess({
    prepare: explainStatements,
    noticed: (message) => statements.push(...statementOf(message)),
  });
  try {
    const [anna, berta] = [await world.user("anna"), await world.user("berta")];

    await t.step("promise 12: its whole life refuses the other nothing", async () => {
      await leadALife(world, anna);
      const bystander = await Bystander.start(berta, SMALL_ROWS);
      const steps = new Steps();
      await liveLargeJob(anna, { rows: ROWS, rounds: 1, decisions: 5, deletions: 1 }, steps.take);
      await liveManyQuestions(anna, QUESTIONS, steps.take);
      const { did, refused } = await bystander.stop();
      assert.deepEqual(refused, []);
      for (const [act, spans] of Object.entries(did)) assert.ok(spans.length > 0, `no ${act}`);
    });

    await t.step("promise 12: no statement looks at a row once for each other row", () => {
      assert.ok(statements.length > 1_000, `only ${statements.length} statements were seen`);
      assertBounded(statements);
    });

    await t.step("promise 12: no statement keeps all rows aside", () => assertLean(statements));

    const { id } = await anna.import(pairsCsv(QUESTIONS));

    await t.step("promise 12, negative twin: one with a bad plan does", async () => {
      statements.length = 0;
      // The planner knows of no row of this job, and so meets each with each.
      await world.sql`
        select count(*) from ${world.sql(OPENED)} a join ${world.sql(OPENED)} b
            on a.key = b.key
         where a.job_id = ${id} and b.job_id = ${id}`;
      assert.throws(() => assertBounded(statements), /looks at rows/);
    });

    await t.step("promise 12, negative twin: one that keeps their cells does", async () => {
      statements.length = 0;
      await world.sql`
        with row as materialized (
          select r.cells
            from ${world.sql(table("row_chunks"))} c
           cross join lateral jsonb_array_elements(c.rows) as r (cells)
           where c.job_id = ${id}
        )
        select count(*) from row`;
      assert.throws(() => assertLean(statements), /keeps/);
    });

    await t.step("promise 12: while its lane is held the other goes on", async () => {
      const version = await whileHeld(world, anna, id, async (held) => {
        const lanes = await world.sql`select job_id from ${world.sql(table("lanes"))}`;
        assert.deepEqual(lanes.map(({ job_id }) => job_id), [id]);
        const job = await berta.import(contactsCsv(SMALL_ROWS));
        assert.equal(job.status, "NEEDS_REVIEW");
        const [issue] = await berta.issues(job.id, "status=OPEN&type=MISSING_EMAIL");
        const { status, body } = await berta.post<{ version: number }>(
          `/issues/${issue!.id}/resolve`,
          { action: "skip" },
        );
        assert.equal(status, 200, JSON.stringify(body));
        const open = await berta.issues(job.id, `status=OPEN&min_version=${body.version}`);
        assert.ok(open.every((other) => other.id !== issue!.id));
        assertProblem(await seen(anna, id, held), 503, "READ_MODEL_BEHIND");
      });
      await until("it is seen too", () => seen(anna, id, version), (answer) => !isBehind(answer));
    });
  } finally {
    await world.close();
  }
});

Deno.test("promise 12, negative twin: without lanes a small job waits for the large one", async () => {
  const world = await startInOneProcess({ lanes: false });
  try {
    const [anna, berta] = [await world.user("anna"), await world.user("berta")];
    const { id } = await anna.import(pairsCsv(QUESTIONS));
    let small = "";
    await whileHeld(world, anna, id, async () => {
      small = (await berta.upload(contactsCsv(SMALL_ROWS))).body.id;
      // It is read and compared all the same; only nobody is shown it.
      const compared = await until(
        "it is compared",
        () => Array.fromAsync(world.store.readStream(reviewStream(small))),
        (events) => events.at(-1)?.type === "DedupeCompleted",
      );
      const answer = await seen(berta, small, compared.at(-1)!.position);
      assertProblem(answer, 503, "READ_MODEL_BEHIND");
    });
    assert.equal((await berta.atRest(small)).status, "NEEDS_REVIEW");
  } finally {
    await world.close();
  }
});

/** Pairs of rows that share their address and name different people: a rule answers each by itself. */
function pairsCsv(pairs: number): string {
  const rows = Array.from({ length: pairs }, (_, i) => [
    `p${i}@example.org,Ann,Lee`,
    `p${i}@example.org,Bob,Roe`,
  ]);
  return `email,first_name,last_name\n${rows.flat().join("\n")}\n`;
}

/** Some jobs come and go; the statistics are of the time when there was one. */
async function leadALife({ owner }: OneProcess, user: ApiClient): Promise<void> {
  await formerJob(user, SMALL_ROWS);
  await owner`analyze`;
  for (let i = 0; i < FORMER_JOBS; i++) await formerJob(user, SMALL_ROWS);
}

/** @throws AssertionError where one grows faster than the jobs */
function assertBounded(statements: Statement[]): void {
  const most = LOOKS_PER_ROW * ROWS;
  const [worst] = statements.toSorted((a, b) => b.looks - a.looks);
  const { looks, query } = worst!;
  assert.ok(looks <= most, `it looks at rows ${looks} times, ${most} at most: ${query}`);
  const again = statements.find(({ scans }) => scans > SCANS);
  assert.equal(again, undefined, `it goes through a table ${again?.scans} times: ${again?.query}`);
}

/** @throws AssertionError where one keeps as much aside as the rows are */
function assertLean(statements: Statement[]): void {
  const [worst] = statements.toSorted((a, b) => b.keptKib - a.keptKib);
  const { keptKib, query } = worst!;
  const most = KEPT_BYTES_PER_ROW * ROWS / 1024;
  assert.ok(keptKib <= most, `it keeps ${keptKib} KiB aside, ${most} at most: ${query}`);
}

/**
 * Does the work while a rule about the job cannot be folded to its end: whoever folds the
 * last issue waits, and that is more than a job's share of a batch.
 * @returns the version of that decision, which `work` is given too
 */
async function whileHeld(
  { owner }: OneProcess,
  user: ApiClient,
  jobId: string,
  work: (version: number) => Promise<void>,
): Promise<number> {
  return await owner.begin(async (tx) => {
    await tx`set local idle_in_transaction_session_timeout = 0`;
    const [holder] = await tx<{ pid: number }[]>`
      select pg_backend_pid() as pid from ${tx(table("issue_states"))}
       where job_id = ${jobId} and first_number = ${lineOf(QUESTIONS)} for update`;
    const rule = { type: "DUPLICATE_EMAIL", rule: "first" };
    const { status, body } = await user.post<{ version: number }>(`/jobs/${jobId}/resolve`, rule);
    assert.equal(status, 200, JSON.stringify(body));
    await until("its folding waits", async () => {
      const waiting = await owner`
        select from pg_stat_activity where ${holder!.pid} = any(pg_blocking_pids(pid))`;
      return waiting.length > 0;
    });
    await work(body.version);
    return body.version;
  });
}

const seen = (user: ApiClient, jobId: string, version: number) =>
  user.call(`/jobs/${jobId}?min_version=${version}`);
