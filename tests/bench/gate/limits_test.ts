import assert from "node:assert/strict";
import { type Activity, exceeded, sharesOf, usual } from "./limits.ts";

/** What each process usually needs, where a bare import takes so long. */
function usualCosts(activity: Activity, bareMs: number): Map<string, number> {
  return new Map(Object.entries(usual[activity]).map(([name, ratio]) => [name, ratio * bareMs]));
}

const activities = Object.keys(usual) as Activity[];

Deno.test("gate: what is usual passes, on a machine three times as fast too, and half more", () => {
  for (const activity of activities) {
    for (const bareMs of [75, 225]) {
      const costs = usualCosts(activity, bareMs);
      for (const [name, ms] of costs) costs.set(name, ms * 1.5);
      assert.deepEqual(exceeded(sharesOf(activity, costs, bareMs)), []);
    }
  }
});

Deno.test("gate, negative twin: any process that needs five times as much fails, alone", () => {
  for (const activity of activities) {
    for (const name of Object.keys(usual[activity])) {
      const costs = usualCosts(activity, 225);
      costs.set(name, costs.get(name)! * 5);
      const found = exceeded(sharesOf(activity, costs, 225)).map(({ process }) => process);
      assert.deepEqual(found, [name], activity);
    }
  }
});

Deno.test("gate, negative twin: a process that is not measured fails", () => {
  const found = exceeded(sharesOf("a decision among 16 at once", new Map(), 225));
  assert.equal(found.length, Object.keys(usual["a decision among 16 at once"]).length);
});
