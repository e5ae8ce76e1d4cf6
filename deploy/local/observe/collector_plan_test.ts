import assert from "node:assert/strict";
import { readSettings, SettingError } from "../settings.ts";
import { collectorPlan, observedSettings } from "./collector_plan.ts";

const settingsOf = (variables: Record<string, string>) =>
  observedSettings(readSettings("/checkout", variables));

Deno.test("observe: services export to where the collector listens", () => {
  const settings = settingsOf({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:5555" });
  const plan = collectorPlan(settings);
  assert.deepEqual([plan.host, plan.port], ["127.0.0.1", 5555]);
  assert.equal(settings.variables.OTEL_EXPORTER_OTLP_ENDPOINT, "http://127.0.0.1:5555");
  assert.equal(settings.variables.OTEL_DENO, "true");
  assert.ok(plan.args.includes("--allow-net=127.0.0.1:5555"));
});

Deno.test("observe: an endpoint elsewhere is refused with a sentence", () => {
  for (const endpoint of ["https://collector.example.com:4318", "127.0.0.1", "http://127.0.0.1"]) {
    const settings = settingsOf({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint });
    assert.throws(() => collectorPlan(settings), SettingError, endpoint);
  }
});
