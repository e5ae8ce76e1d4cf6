/** The load balancer's rules, one a service, send each call of the API where the gateway sends it. */
import assert from "node:assert/strict";
import { openApiDocument } from "@rollcall/contracts/openapi";
import { attemptPaths, ATTEMPTS } from "../../deploy/aws/attempt_paths.ts";
import { listenerRules, targetOf } from "../../deploy/aws/listener_rules.ts";
import { routeOf } from "../../platform/route_table.ts";

Deno.test("every call of the API goes to the same service on AWS as on a laptop", () => {
  const rules = listenerRules();
  const calls = Object.entries(openApiDocument().paths ?? {}).flatMap(([template, path]) =>
    Object.keys(path).map((method) => ({
      method: method.toUpperCase(),
      path: template.replaceAll(/\{\w+\}/g, "0198f0a2-7c1e-7000-8000-000000000001"),
    }))
  );
  assert.ok(calls.length > 15, String(calls.length));
  for (const { method, path } of calls) {
    assert.equal(targetOf(rules, method, path), routeOf(method, path), `${method} ${path}`);
  }
});

Deno.test("the firewall's rule on attempts knows every way to try a password, a code or a link", () => {
  // Sent by pages themselves, with a token that nobody guesses.
  const others = ["/auth/refresh", "/auth/logout"];
  const posts = Object.entries(openApiDocument().paths ?? {})
    .filter(([path, methods]) => path.startsWith("/auth/") && "post" in methods)
    .map(([path]) => path);
  assert.deepEqual([...attemptPaths, ...others].sort(), posts.sort());
  const rule = new RegExp(ATTEMPTS);
  for (const path of attemptPaths) assert.match(`/api${path}`, rule);
  for (const path of others) assert.doesNotMatch(`/api${path}`, rule);
  assert.ok(ATTEMPTS.length <= 512, "what AWS takes");
});
