/** The simulation against what queueing theory says of networks that it can solve by hand. */
import assert from "node:assert/strict";
import { simulate } from "./simulate.ts";

const run = { customers: 100, warmUpMs: 10_000, measuredMs: 100_000 };
const near = (found: number, wanted: number) =>
  assert.ok(Math.abs(found / wanted - 1) < 0.02, `${found} instead of ${wanted}`);

Deno.test("simulation: the slowest station says how much passes (the bottleneck law)", () => {
  const stations = {
    quick: { servers: 4, batch: 1, fixedMs: 0 },
    slow: { servers: 2, batch: 1, fixedMs: 1 },
  };
  const steps = [{ at: "quick", workMs: 5 }, { at: "slow", workMs: 9 }] as const;
  const { perSecond, busy } = simulate(stations, [...steps], run);
  near(perSecond, 200);
  near(busy.slow, 1);
  // The utilisation law: throughput × service time / servers.
  near(busy.quick, 200 * 0.005 / 4);
});

Deno.test("simulation: what waits is served together where a station takes batches", () => {
  const stations = { lock: { servers: 1, batch: 10, fixedMs: 5 } };
  const { perSecond } = simulate(stations, [{ at: "lock", workMs: 0.5 }], run);
  near(perSecond, 1_000);
});

Deno.test("simulation: what fills more of a batch leaves room for fewer", () => {
  const stations = { lane: { servers: 1, batch: 10, fixedMs: 10 } };
  const { perSecond } = simulate(stations, [{ at: "lane", workMs: 0, fills: 5 }], run);
  near(perSecond, 200);
});

Deno.test("simulation: what is larger than a batch is one of its own", () => {
  const stations = { lane: { servers: 1, batch: 10, fixedMs: 10 } };
  const { perSecond } = simulate(stations, [{ at: "lane", workMs: 0, fills: 11 }], run);
  near(perSecond, 100);
});

Deno.test("simulation: where only one server's work is taken together, more of them gather less", () => {
  const passed = (servers: number) => {
    const stations = {
      process: { servers, batch: 1, fixedMs: 0 },
      lock: { servers: 1, batch: 100, fixedMs: 5, isByServer: true },
    };
    const steps = [{ at: "process", workMs: 0.001 }, { at: "lock", workMs: 0 }] as const;
    return simulate(stations, [...steps], { ...run, measuredMs: 10_000 }).perSecond;
  };
  // Of one process, all wait for the first and are then one batch; of a hundred, each has its own.
  near(passed(1), 100 / 0.01);
  near(passed(100), 200);
});

Deno.test("simulation: with one customer nothing waits, so the times add up", () => {
  const stations = {
    one: { servers: 1, batch: 1, fixedMs: 2 },
    other: { servers: 8, batch: 64, fixedMs: 0 },
  };
  const steps = [
    { at: "one", workMs: 3 },
    { at: "other", workMs: 10 },
    { at: "one", workMs: 3 },
  ] as const;
  const { perSecond } = simulate(stations, [...steps], { ...run, customers: 1 });
  near(perSecond, 1_000 / 20);
});
