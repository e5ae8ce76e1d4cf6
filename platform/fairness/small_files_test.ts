import assert from "node:assert/strict";
import { within } from "../../tests/harness/within.ts";
import { pauseForSmall, runSmallFile } from "./small_files.ts";

Deno.test("small files: a larger one pauses while a small one is on its way (promise 12)", async () => {
  await within(1_000, pauseForSmall());
  const read = Promise.withResolvers<string>();
  const small = runSmallFile(() => read.promise);
  let goesOn = false;
  const large = pauseForSmall().then(() => goesOn = true);
  read.resolve("rows");
  assert.equal(await small, "rows");
  // The services behind are given a moment for it, too.
  assert.equal(goesOn, false);
  await within(5_000, large);
});

Deno.test("small files: however many there are, a larger one goes on", async () => {
  const endless = Promise.withResolvers<void>();
  const small = runSmallFile(() => endless.promise);
  await within(5_000, pauseForSmall());
  endless.resolve();
  await small;
});

Deno.test("small files: one that fails lets the larger ones go on", async () => {
  await assert.rejects(runSmallFile(() => Promise.reject(new Error("broken"))), /broken/);
  await within(5_000, pauseForSmall());
});
