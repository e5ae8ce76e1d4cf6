/**
 * The same with two processes of each service at once: leases, claims, live views and `min_version`
 * hold among them, and killed ones are replaced (promise 5). The long form is `deno task chaos
 * --instances 3`.
 */
import assert from "node:assert/strict";
import { scaled } from "../harness/deadline.ts";
import { runChaos } from "./chaos_run.ts";
import { planChaos } from "./plan.ts";
import { startWorld } from "./world.ts";

const SEED = Number(Deno.env.get("CHAOS_SEED") ?? Math.floor(Math.random() * 1e9));
const INSTANCES = 2;

Deno.test(`two of each service, killed at random, CHAOS_SEED=${SEED} (promise 5)`, async () => {
  const world = await startWorld(INSTANCES);
  try {
    const plan = await planChaos({ seed: SEED, jobs: 3, kills: 6, instances: INSTANCES });
    const report = await runChaos(world, plan, { stillMs: scaled(60_000), say: () => {} });
    const { differences, complaints, struck } = report;
    assert.deepEqual({ differences, complaints }, { differences: [], complaints: [] });
    assert.equal(Object.values(struck.kills).reduce((sum, count) => sum + count, 0), 6);
  } finally {
    await world.close();
  }
});
