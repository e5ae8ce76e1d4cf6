import assert from "node:assert/strict";
import { EventLoopDelay } from "./event_loop_delay.ts";

Deno.test("event loop delay: a blocked loop is measured once, work in short slices is not", async () => {
  const delay = new EventLoopDelay();
  try {
    await turn();
    spin(200);
    await turn();
    const held = delay.takeLongestMs();
    assert.ok(held >= 180, `a block of 200 ms was seen as ${held} ms`);
    // The same work in slices; a busy machine may take the processor away meanwhile, for less.
    for (let slice = 0; slice < 40; slice++) {
      spin(5);
      await turn();
    }
    const sliced = delay.takeLongestMs();
    assert.ok(sliced < held, `slices of 5 ms were seen as a delay of ${sliced} ms`);
  } finally {
    delay.stop();
  }
});

function spin(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end;);
}

const turn = () => new Promise((resolve) => setTimeout(resolve));
