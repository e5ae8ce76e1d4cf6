import assert from "node:assert/strict";
import { singleFlight } from "./single_flight.ts";

Deno.test("single flight: calls during a read, or soon after, get the same result", async () => {
  let reads = 0;
  const read = singleFlight(() => Promise.resolve(++reads), 60_000);
  assert.deepEqual(await Promise.all([read(), read()]), [1, 1]);
  assert.equal(await read(), 1);
});

Deno.test("shared: what is too old is read again", async () => {
  let reads = 0;
  const read = singleFlight(() => Promise.resolve(++reads), 0);
  assert.deepEqual([await read(), await read()], [1, 2]);
});

Deno.test("shared: a reading that failed is not kept", async () => {
  let reads = 0;
  const read = singleFlight(
    () => ++reads === 1 ? Promise.reject(new Error("away")) : Promise.resolve(reads),
    60_000,
  );
  await assert.rejects(read(), /away/);
  assert.equal(await read(), 2);
});
