import assert from "node:assert/strict";
import { retryUntilKnown } from "./retry_until_known.ts";

const isLost = (error: unknown) => error instanceof Error && error.message === "lost";

/** Work that fails so, try for try, and then is done. @returns what came of it, and its tries */
async function work(...faults: string[]): Promise<[outcome: string, tries: number]> {
  let made = 0;
  const outcome = await retryUntilKnown(isLost, (tries) => {
    made = tries;
    const fault = faults[tries - 1];
    return fault ? Promise.reject(new Error(fault)) : Promise.resolve("done");
  }).catch(({ message }: Error) => message);
  return [outcome, made];
}

Deno.test("until known: a lost outcome is looked into twice, and any other fault is thrown", async () => {
  assert.deepEqual(await work(), ["done", 1]);
  assert.deepEqual(await work("lost", "lost"), ["done", 3]);
  assert.deepEqual(await work("lost", "lost", "lost"), ["lost", 3]);
  assert.deepEqual(await work("a bug"), ["a bug", 1]);
  assert.deepEqual(await work("lost", "a bug"), ["a bug", 2]);
});
