/** A projection that stands still is told of, and answers all the same. */
import assert from "node:assert/strict";
import { connect, type Sql, transaction } from "@rollcall/event-store";
import { until } from "../../../tests/harness/until.ts";
import { GENERATION, schemaOf } from "../schema/generation.ts";
import { append, fact } from "../testing/events.ts";
import { jobId, needsReview } from "../testing/reviewed_job.ts";
import { createWorld, type World } from "../testing/world.ts";
import { openLanes, setLaneAside } from "./lane_table.ts";
import { stalledParts } from "./stalled.ts";

const schema = schemaOf(GENERATION);

/** A world whose job is folded, whose projector runs, and in which all that happened is long ago. */
function test(name: string, body: (world: World, owner: Sql) => Promise<void>): void {
  Deno.test(`stalled: ${name}`, async () => {
    const world = await createWorld();
    const owner = connect(world.ownerUrl, { name: "test-owner", max: 1 });
    try {
      await append(world.store, needsReview(), "user-1");
      await world.projector.catchUp();
      world.projector.start();
      await body(world, owner);
    } finally {
      await owner.end({ timeout: 1 });
      await world.close();
    }
  });
}

async function tenMinutesPass(owner: Sql): Promise<void> {
  await owner`update event_store.event set recorded_at = recorded_at - interval '10 minutes'`;
  await owner`update event_store.checkpoint set updated_at = updated_at - interval '10 minutes'`;
  await owner`update ${owner(schema)}.lanes set moved_at = moved_at - interval '10 minutes'`;
}

const readiness = async ({ app }: World) => {
  const response = await app.request("/readyz");
  return { status: response.status, warnings: (await response.json()).warnings };
};

test(
  "a projector whose unit of work always fails is named with its position",
  async (world, owner) => {
    const stood = world.projector.position;
    await owner`revoke update on event_store.checkpoint from rollcall_service`;
    const head = await append(world.store, [fact("ParsingStarted", { jobId })]);
    world.projector.wake();
    assert.deepEqual(await readiness(world), { status: 200, warnings: undefined }, "not so soon");
    await tenMinutesPass(owner);
    const { status, warnings } = await readiness(world);
    assert.equal(status, 200, "what is read is from before, and better than nothing");
    assert.equal(warnings.length, 1);
    assert.match(
      warnings[0],
      new RegExp(
        `^The projection of generation ${GENERATION} has made no progress at position ${stood} ` +
          `for 6\\d\\d s, and the log is at ${head}\\.`,
      ),
    );

    await owner`grant update on event_store.checkpoint to rollcall_service`;
    await until("it goes on", () => world.projector.position === head);
    assert.deepEqual(await stalledParts(world.sql), []);
  },
);

test("negative twin: one that has nothing to fold does not stand still", async (world, owner) => {
  await tenMinutesPass(owner);
  assert.deepEqual(await readiness(world), { status: 200, warnings: undefined });
});

test(
  "a lane is named with its job, unless the job is set aside",
  async ({ sql, store, projector }, owner) => {
    await projector.stop();
    await append(store, [fact("ParsingStarted", { jobId })]);
    const lane = { jobId, position: 3, sentence: "It could not be prepared." };
    await transaction(sql, (tx) => openLanes(tx, schema, new Map([[jobId, lane.position]])));
    await owner`update event_store.checkpoint set position = position + 1`;
    await tenMinutesPass(owner);
    const [sentence, ...others] = await stalledParts(sql);
    assert.match(
      sentence!,
      new RegExp(`^The lane of job ${jobId} in generation .* at position 3 for`),
    );
    assert.deepEqual(others, []);
    await transaction(sql, (tx) => setLaneAside(tx, schema, lane));
    assert.deepEqual(await stalledParts(sql), []);
  },
);
