import assert from "node:assert/strict";
import { TimeSlices } from "./time_slices.ts";

/** Takes so many slices, and notes each. */
async function work(
  slices: TimeSlices,
  owner: string,
  count: number,
  notes: string[],
): Promise<void> {
  for (let i = 0; i < count; i++) {
    await slices.take(owner);
    notes.push(owner);
  }
}

Deno.test("slices: a user with much work in hand has every other slice (promise 12)", async () => {
  const slices = new TimeSlices(), notes: string[] = [];
  const large = [1, 2, 3].map(() => work(slices, "a", 50, notes));
  await work(slices, "b", 10, notes);
  // Once both have asked, no two slices of one user follow each other while the other waits.
  assert.ok(notes.length <= 22, notes.join(""));
  await Promise.all(large);
  assert.equal(notes.length, 160);
});

Deno.test("slices, negative twin: without owners a small job waits for every large one", async () => {
  const slices = new TimeSlices(), notes: string[] = [];
  const large = [1, 2, 3].map(() => work(slices, "all", 50, notes));
  await work(slices, "all", 10, notes);
  assert.ok(notes.length > 30, notes.join(""));
  await Promise.all(large);
});

Deno.test("slices: between two of them timers and sockets have their turn", async () => {
  const slices = new TimeSlices();
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  for (let i = 0; i < 40; i++) {
    await slices.take("a");
    for (const from = performance.now(); performance.now() - from < 2;);
  }
  clearInterval(timer);
  assert.ok(ticks > 10, `the timer had ${ticks} turns`);
});
