/** Helpers for tests of generations: a continuous writer, and tables to compare row by row. */
import { connect, newId, type Sql } from "@rollcall/event-store";
import type { Generation } from "../schema/registry.ts";
import { listGenerations } from "../schema/registry.ts";
import { GENERATION, schemaOf } from "../schema/generation.ts";
import { tableNames } from "../schema/tables.ts";
import { append } from "./events.ts";
import { finalized, needsReview, resolved, resolvedAtOnce, rowsMerged } from "./reviewed_job.ts";
import { createWorld, type World } from "./world.ts";

/** The first generation of a new database, and the one that its first replay builds. */
export const first = GENERATION, next = GENERATION + 1;

export interface ReplayWorld extends World {
  owner: Sql;
}

/** A test with a world and an owner connection, both closed afterwards. */
export function replayTest(name: string, body: (world: ReplayWorld) => Promise<void>): void {
  Deno.test(`replay: ${name}`, async () => {
    const world = await createWorld();
    const owner = connect(world.ownerUrl, { name: "rollcall-test-owner", max: 4 });
    try {
      await body({ ...world, owner });
    } finally {
      await owner.end({ timeout: 1 });
      await world.close();
    }
  });
}

/** A whole job, from its upload to its clean list. @returns the last position */
export async function appendJob(
  world: World,
  id = newId(),
  userId = "user-1",
  decided = resolved,
): Promise<number> {
  return await append(
    world.store,
    [...needsReview(id, userId), ...decided(id), rowsMerged(id), finalized(id)],
    userId,
  );
}

/** The same with decisions by rules. */
export async function appendJobByRules(world: World): Promise<number> {
  return await appendJob(world, newId(), "user-1", resolvedAtOnce);
}

/** Appends jobs, one after the other, until stopped. */
export function keepWriting(world: World): { stop(): Promise<number> } {
  let writing = true;
  const work = (async () => {
    let jobs = 0;
    for (; writing; jobs++) await (jobs % 2 ? appendJobByRules : appendJob)(world);
    return jobs;
  })();
  work.catch(() => {});
  return {
    stop: () => {
      writing = false;
      return work;
    },
  };
}

/** Every row of a generation as text, in a fixed order. */
export async function rowsOf(sql: Sql, generation: number): Promise<Record<string, string[]>> {
  const tables: Record<string, string[]> = {};
  for (const name of tableNames) {
    const rows = await sql.unsafe<{ row: string }[]>(
      `select t::text as row from ${schemaOf(generation)}.${name} t order by 1`,
    );
    tables[name] = rows.map(({ row }) => row);
  }
  return tables;
}

/** number → state */
export async function statesOf(sql: Sql): Promise<Record<number, Generation["state"]>> {
  const generations = await listGenerations(sql);
  return Object.fromEntries(generations.map(({ number, state }) => [number, state]));
}
