import assert from "node:assert/strict";
import { shared } from "./shared.ts";

Deno.test("shared: whoever asks while one reads, or soon after, gets the same", async () => {
  let reads = 0;
  const read = shared(() => Promise.resolve(++reads), 60_000);
  assert.deepEqual(await Promise.all([read(), read()]), [1, 1]);
  assert.equal(await read(), 1);
});

Deno.test("shared: what is too old is read again", async () => {
  let reads = 0;
  const read = shared(() => Promise.resolve(++reads), 0);
  assert.deepEqual([await read(), await read()], [1, 2]);
});

Deno.test("shared: a reading that failed is not kept", async () => {
  let reads = 0;
  const read = shared(
    () => ++reads === 1 ? Promise.reject(new Error("away")) : Promise.resolve(reads),
    60_000,
  );
  await assert.rejects(read(), /away/);
  assert.equal(await read(), 2);
});
