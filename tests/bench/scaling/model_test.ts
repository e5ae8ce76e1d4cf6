/** What limits the model, by hand: what is left where a task's and a processor's work costs nothing. */
import assert from "node:assert/strict";
import { databases, type Measured, stationsOf, stepsOf } from "./model.ts";
import { simulate } from "./simulate.ts";

const run = { customers: 64, warmUpMs: 10_000, measuredMs: 60_000 };

const nothing: Measured = {
  of: "nothing",
  file: {
    rows: 1_000,
    upload: 0,
    parsing: 0,
    dedupe: 0,
    review: 0,
    projection: 0,
    relay: 0,
    postgres: 0,
  },
  decision: { review: 0, projection: 0, relay: 0, postgres: 0 },
};
const passing = (measured: Measured, tasks = 1) =>
  simulate(stationsOf(tasks, databases[0]!), stepsOf(measured), run);
const near = (found: number, wanted: number) =>
  assert.ok(Math.abs(found / wanted - 1) < 0.1, `${found} instead of ${wanted}`);

Deno.test("model: where nothing else costs, the one relay gives first", () => {
  const { perSecond, busy } = passing(nothing);
  // 7 events of a file and 10 of decisions, ten a publish of 15 ms, and a cursor every ten of those.
  near(perSecond, 1_000 / (1.7 * 15.6));
  near(busy.relay, 1);
});

Deno.test("model: a decision's work in the relay and in the projection counts ten times a file", () => {
  const workMs = 20;
  const fixedMs = { relay: 1.7 * 15.6, projection: 0 };
  for (const place of ["relay", "projection"] as const) {
    const decision = { ...nothing.decision, [place]: workMs };
    const { perSecond, busy } = passing({ ...nothing, decision });
    near(perSecond, 1_000 / (10 * workMs + fixedMs[place]));
    near(busy[place], 1);
  }
});
