import assert from "node:assert/strict";
import { LoopHolds } from "./loop_holds.ts";

Deno.test("loop holds: what keeps the loop is seen, once, and what lets it go is not", async () => {
  const holds = new LoopHolds();
  try {
    await turn();
    spin(200);
    await turn();
    const held = holds.takeLongestMs();
    assert.ok(held >= 180, `a hold of 200 ms was seen as ${held} ms`);
    // The same work in slices; a busy machine may take the processor away meanwhile, for less.
    for (let slice = 0; slice < 40; slice++) {
      spin(5);
      await turn();
    }
    const sliced = holds.takeLongestMs();
    assert.ok(sliced < held, `slices of 5 ms were seen as a hold of ${sliced} ms`);
  } finally {
    holds.stop();
  }
});

function spin(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end;);
}

const turn = () => new Promise((resolve) => setTimeout(resolve));
