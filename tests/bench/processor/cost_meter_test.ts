import assert from "node:assert/strict";
import { cpuUsage } from "node:process";
import { CostMeter } from "./cost_meter.ts";

const ignore = Deno.build.os !== "linux";

Deno.test({
  name: "cost meter: a system that does not come to rest is a fault, not waited for without end",
  ignore,
  async fn() {
    const busy = new Deno.Command(Deno.execPath(), { args: ["eval", "for (;;);"] }).spawn();
    try {
      const meter = new CostMeter(new Map([["busy", busy.pid]]), 0);
      await assert.rejects(meter.cost(() => Promise.resolve()), /does not come to rest/);
    } finally {
      busy.kill("SIGKILL");
      await busy.status;
    }
  },
});

Deno.test({
  name: "cost meter: what work needs is counted, by process",
  ignore,
  async fn() {
    const idle = new Deno.Command("sleep", { args: ["60"] }).spawn();
    try {
      const meter = new CostMeter(new Map([["ours", Deno.pid], ["idle", idle.pid]]));
      const costs = await meter.costs(() => {
        const from = cpuUsage();
        for (let used = 0; used < 300_000;) {
          const { user, system } = cpuUsage(from);
          used = user + system;
        }
        return Promise.resolve();
      });
      assert.ok(costs.get("ours")! >= 280, `${costs.get("ours")} ms`);
      assert.equal(costs.get("idle"), 0);
    } finally {
      idle.kill("SIGKILL");
      await idle.status;
    }
  },
});
