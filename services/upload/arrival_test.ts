import { HttpProblem } from "@rollcall/runtime/problem.ts";
import assert from "node:assert/strict";
import { Arrival } from "./arrival.ts";
import { SLOW_BYTES_PER_S } from "./rate.ts";

const piece = (bytes: number) => ({ done: false as const, value: new Uint8Array(bytes) });

Deno.test("arrival: a wait that goes on counts, the time in which nobody reads does not", async () => {
  let ms = 0;
  const arrival = new Arrival({ now: () => ms });
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
  const arrival = new Arrival();
  const never = Promise.withResolvers<void>();
  const waiting = arrival.unlessEnded(never.promise);
  const problem = new HttpProblem(503, "Give way.");
  arrival.breakOff(problem);
  await assert.rejects(waiting, (error) => error === problem);
  await assert.rejects(arrival.unlessEnded(never.promise), (error) => error === problem);
});
