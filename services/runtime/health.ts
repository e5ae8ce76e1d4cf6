/**
 * Liveness and readiness. `/healthz` answers while the process runs at all; `/readyz` only while
 * every dependency answers, and names the one that does not.
 */
import { Hono } from "hono";

/** Name of a dependency → a call that rejects (or is too slow) while it is away. */
export type HealthChecks = Record<string, () => Promise<unknown>>;

/** The two routes, to be mounted at the root of a service. */
export function healthRoutes(checks: HealthChecks, timeoutMs = 2000): Hono {
  const app = new Hono();
  app.get("/healthz", (c) => c.json({ status: "ok" }));
  app.get("/readyz", async (c) => {
    const names = Object.keys(checks);
    const results = await Promise.all(names.map((name) => passes(checks[name], timeoutMs)));
    const failing = names.filter((_, index) => !results[index]);
    const listed = Object.fromEntries(
      names.map((name, index) => [name, results[index] ? "ok" : "failing"]),
    );
    c.header("cache-control", "no-store");
    return failing.length === 0
      ? c.json({ status: "ready", checks: listed })
      : c.json({ status: "not ready", failing, checks: listed }, 503, { "retry-after": "2" });
  });
  return app;
}

async function passes(check: HealthChecks[string] | undefined, timeoutMs: number) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs);
  });
  try {
    return await Promise.race([late, Promise.resolve(check?.()).then(() => true)]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
