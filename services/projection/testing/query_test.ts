/** Tests of queries: a projection that has folded some facts, and what an answer must be. */
import assert from "node:assert/strict";
import type { Fact } from "@rollcall/contracts";
import { Problem } from "@rollcall/contracts/api";
import { append } from "./events.ts";
import { createWorld, type World } from "./world.ts";

/** A test on a projection that has folded `facts`, appended by user-1. */
export function queryTest(
  name: string,
  facts: Fact[],
  body: (world: World) => Promise<void>,
): void {
  Deno.test(`queries: ${name}`, async () => {
    const world = await createWorld();
    try {
      await happens(world, facts);
      await body(world);
    } finally {
      await world.close();
    }
  });
}

/** Appends facts and folds them. @returns the last position */
export async function happens(world: World, facts: Fact[]): Promise<number> {
  const position = await append(world.store, facts, "user-1");
  await world.projector.catchUp();
  return position;
}

/** The problem that a refused request is answered with. */
export async function problem(response: Response, status: number): Promise<Problem> {
  assert.equal(response.status, status, `${response.url} ${status}`);
  assert.equal(response.headers.get("content-type"), "application/problem+json");
  return Problem.parse(await response.json());
}
