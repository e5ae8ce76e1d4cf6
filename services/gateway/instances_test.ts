import assert from "node:assert/strict";
import { Instances } from "./instances.ts";

Deno.test("instances: requests go to each in its turn", () => {
  const instances = new Instances(["a", "b", "c"]);
  const first = () => instances.inTurn()[0];
  assert.deepEqual([first(), first(), first(), first()], ["a", "b", "c", "a"]);
  assert.deepEqual(instances.inTurn(), ["b", "c", "a"]);
});

Deno.test("instances: one that is away is tried last, for a moment", () => {
  let now = 0;
  const instances = new Instances(["a", "b"], () => now);
  instances.away("a");
  assert.deepEqual([instances.inTurn(), instances.inTurn()], [["b", "a"], ["b", "a"]]);
  now = 1_000;
  assert.deepEqual(instances.inTurn(), ["a", "b"]);
  // All of them away: somebody has to be asked.
  instances.away("a");
  instances.away("b");
  assert.equal(instances.inTurn().length, 2);
});
