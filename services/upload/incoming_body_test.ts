import assert from "node:assert/strict";
import { IncomingBody } from "./incoming_body.ts";
import { SLOW_BYTES_PER_S } from "./rate.ts";
import { Refused } from "./refusal.ts";

const piece = (bytes: number) => ({ done: false as const, value: new Uint8Array(bytes) });

Deno.test("arrival: a wait that goes on counts, the time in which nobody reads does not", async () => {
  let ms = 0;
  const arrival = new IncomingBody({ now: () => ms });
  await arrival.measure(Promise.resolve(piece(20_000)));
  const begun = arrival.bytesPerS;
  ms += 60_000;
  assert.equal(arrival.bytesPerS, begun);
  const next = Promise.withResolvers<IteratorResult<Uint8Array>>();
  const measured = arrival.measure(next.promise);
  ms += 10_000;
  assert.ok(arrival.bytesPerS < SLOW_BYTES_PER_S);
  next.resolve({ done: true, value: undefined });
  await measured;
  assert.ok(arrival.isWhole);
});

Deno.test("arrival: who waits for a place hears that he has to give way", async () => {
  const arrival = new IncomingBody();
  const never = Promise.withResolvers<void>();
  const waiting = arrival.unlessEnded(never.promise);
  const refused = new Refused({ outcome: "gave way", bytesPerS: 1 });
  arrival.breakOff(refused);
  await assert.rejects(waiting, (error) => error === refused);
  await assert.rejects(arrival.unlessEnded(never.promise), (error) => error === refused);
});
