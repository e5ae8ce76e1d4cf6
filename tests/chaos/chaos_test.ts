/**
 * The short form of `deno task chaos`: a few kills, cuts and repeats, then the same judge on things
 * that are broken on purpose (promise 5).
 */
import assert from "node:assert/strict";
import { GENERATION, schemaOf } from "../../services/projection/schema/generation.ts";
import { scaled } from "../harness/deadline.ts";
import { runChaos } from "./chaos_run.ts";
import { planChaos } from "./plan.ts";
import { startWorld } from "./world.ts";

const SEED = Number(Deno.env.get("CHAOS_SEED") ?? Math.floor(Math.random() * 1e9));
const say = () => {};

Deno.test("killed at random, a system ends as one that nothing happened to (promise 5)", async (t) => {
  const world = await startWorld();
  let judgeAgain: Awaited<ReturnType<typeof runChaos>>["judgeAgain"];
  try {
    await t.step(`3 jobs, 6 kills and 3 other faults, CHAOS_SEED=${SEED}`, async () => {
      const plan = await planChaos({ seed: SEED, jobs: 3, kills: 6 });
      const report = await runChaos(world, plan, { stillMs: scaled(60_000), say });
      const { differences, complaints, struck } = report;
      assert.deepEqual({ differences, complaints }, { differences: [], complaints: [] });
      assert.equal(Object.values(struck.kills).reduce((sum, count) => sum + count, 0), 6);
      judgeAgain = report.judgeAgain;
    });

    await t.step("its judge sees rows that are lost, and some that are too many", async () => {
      const chunks = world.sql(`${schemaOf(GENERATION)}.row_chunks`);
      const [chunk] = await world.sql`
        delete from ${chunks} where ctid = (select ctid from ${chunks} limit 1) returning *`;
      // By the oracle, in the rows and in each version of the list, and by the replay.
      const kinds = async () => [...new Set((await judgeAgain()).map(({ kind }) => kind))];
      // Issues about these rows lack their candidates besides.
      assert.ok((await kinds()).includes("lost"));
      const putBack = async (first_row_id: number) => {
        const { job_id, rows } = chunk!;
        await world.sql`
          insert into ${chunks} values (${job_id}, ${first_row_id}, ${world.sql.json(rows)})`;
      };
      await putBack(chunk!.first_row_id);
      assert.deepEqual(await kinds(), []);
      await putBack(99_999);
      assert.deepEqual(await kinds(), ["doubled"]);
    });

    await t.step("it sees a job that is stuck, here because a service does nothing", async () => {
      const plan = await planChaos({ seed: SEED, jobs: 1, kills: 0 });
      Deno.kill(world.stack.pid("dedupe")!, "SIGSTOP");
      const { differences } = await runChaos(world, plan, { stillMs: 4_000, say });
      Deno.kill(world.stack.pid("dedupe")!, "SIGCONT");
      assert.deepEqual(differences.map(({ kind }) => kind).slice(0, 1), ["stuck"]);
    });
  } finally {
    await world.close();
  }
});
