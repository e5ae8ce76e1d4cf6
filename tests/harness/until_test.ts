import assert from "node:assert/strict";
import { pauseAfter, unlessAway, until } from "./until.ts";

Deno.test("a wait ends with the first value that fits", async () => {
  let looks = 0;
  assert.equal(await until("three looks", () => ++looks, (count) => count === 3), 3);
});

Deno.test("a wait that ends in vain says what it waited for and what there is instead", async () => {
  const waiting = until("the job is done", () => ({ status: "FAILED" }), () => false, 1);
  await assert.rejects(waiting, /the job is done.*status: "FAILED"/);
  await assert.rejects(until("it comes", () => undefined, Boolean, 1), /it comes.*undefined/);
});

Deno.test("a look that fails ends the wait, unless it may be away", async () => {
  let looks = 0;
  const look = () => ++looks < 3 ? Promise.reject(new Error("refused")) : Promise.resolve("here");
  await assert.rejects(until("it answers", look), /refused/);
  assert.equal(await until("it answers", unlessAway(look)), "here");
});

Deno.test("who has waited for long looks less often, and at most a tenth too late", () => {
  assert.deepEqual([0, 400, 1_000, 3_000, 60_000].map(pauseAfter), [50, 50, 100, 300, 500]);
});
