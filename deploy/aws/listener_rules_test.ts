import assert from "node:assert/strict";
import { routeOf, routeTable } from "../../platform/route_table.ts";
import { listenerRules, targetOf } from "./listener_rules.ts";

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
Deno.test("rules: what the table sends to a service, the load balancer sends there", () => {
  const rules = listenerRules();
  for (const row of routeTable) {
    const path = row.path.replace(/\*$/, "b/c").replaceAll("*", "a");
    for (const method of row.methods ?? methods) {
      assert.equal(targetOf(rules, method, path), routeOf(method, path), `${method} ${path}`);
    }
  }
});

Deno.test("rules: one a service, within the load balancer's limits", () => {
  const rules = listenerRules();
  assert.equal(new Set(rules.map((rule) => rule.to)).size, rules.length);
  assert.deepEqual(new Set(rules.map((rule) => rule.priority)).size, rules.length);
  for (const { paths } of rules) for (const path of paths) assert.ok(path.length <= 128, path);
});

Deno.test("rules: a table that one rule cannot hold is refused", () => {
  const long = Array.from({ length: 8 }, (_, i) => ({
    path: `/${"x".repeat(100)}${i}`,
    to: "upload" as const,
  }));
  assert.throws(() => listenerRules(long), /the rule of upload has 9 values/);
});
