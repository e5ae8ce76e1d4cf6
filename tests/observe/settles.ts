/** Waiting for what comes on its own time, and saying what is there instead where it does not come. */
import assert from "node:assert/strict";

const PATIENCE_MS = 30_000;

/** @throws where the condition does not hold within half a minute */
export async function settles(holds: () => unknown, shown: () => unknown): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_MS; !await holds();) {
    assert.ok(Date.now() < deadline, `still waiting; there is ${Deno.inspect(shown())}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
