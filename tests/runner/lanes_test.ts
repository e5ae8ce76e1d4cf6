import assert from "node:assert/strict";
import { lanesFor, runInLanes } from "./lanes.ts";

Deno.test("light files run beside heavy ones, of which only so many run at once", async () => {
  const files = { heavy: ["H1", "H2", "H3"], light: ["l1", "l2", "l3", "l4"] };
  const running = new Set<string>(), begun: string[] = [];
  let most = 0, mostHeavy = 0;
  await runInLanes(files, { all: 3, heavy: 2 }, async (file) => {
    begun.push(file);
    running.add(file);
    most = Math.max(most, running.size);
    mostHeavy = Math.max(mostHeavy, [...running].filter((name) => name.startsWith("H")).length);
    await new Promise((resolve) => queueMicrotask(() => resolve(undefined)));
    running.delete(file);
  });
  assert.deepEqual(begun.slice(0, 3), ["H1", "H2", "l1"]);
  assert.deepEqual([...begun].sort(), ["H1", "H2", "H3", "l1", "l2", "l3", "l4"]);
  assert.deepEqual([most, mostHeavy], [3, 2]);
});

Deno.test("a machine with one core has room for a heavy test and a light one", () => {
  assert.deepEqual(lanesFor(1), { all: 2, heavy: 1 });
  assert.deepEqual(lanesFor(2), { all: 3, heavy: 2 });
});
