/**
 * Liveness and readiness. `/healthz` answers while the process runs at all; `/readyz` only while
 * every dependency answers, and names the one that does not. If one hangs, only a few checks of it
 * run at once, however often we are probed. Faults that routing traffic elsewhere would not fix are
 * reported as warnings and leave the service ready.
 */
import { Hono } from "hono";
import pTimeout from "p-timeout";
import { nameRequest } from "./trace.ts";

/** Name of a dependency → a call that rejects, or times out, while it is unavailable. */
export type HealthChecks = Record<string, () => Promise<unknown>>;

const CHECK_TIMEOUT_MS = 2_000;
/** Hanging checks of one dependency at most; until one ends, it counts as unavailable. */
const HANGING_CHECKS = 8;

export interface HealthOptions {
  timeoutMs?: number;
  /** Sentences for an operator; if this fails, the checks say why. */
  warnings?: () => Promise<string[]>;
}

/** The two routes, to be mounted at the root of a service. */
export function healthRoutes(
  checks: HealthChecks,
  { timeoutMs = CHECK_TIMEOUT_MS, warnings = () => Promise.resolve([]) }: HealthOptions = {},
): Hono {
  const app = new Hono();
  const hanging = new Map<string, number>();
  const look = async (name: string) => {
    const others = hanging.get(name) ?? 0;
    if (others >= HANGING_CHECKS) {
      throw new Error(`${others} checks of ${name} are hanging already`);
    }
    hanging.set(name, others + 1);
    try {
      await checks[name]?.();
    } finally {
      hanging.set(name, hanging.get(name)! - 1);
    }
  };
  app.get("/healthz", (c) => {
    nameRequest(c.req.method, "/healthz");
    return c.json({ status: "ok" });
  });
  app.get("/readyz", async (c) => {
    nameRequest(c.req.method, "/readyz");
    const names = Object.keys(checks);
    let told: string[] = [];
    const telling = warnings().then((sentences) => void (told = sentences));
    const [results] = await Promise.all([
      Promise.all(names.map((name) => passes(look(name), timeoutMs))),
      passes(telling, timeoutMs),
    ]);
    const failing = names.filter((_, index) => !results[index]);
    const listed = Object.fromEntries(
      names.map((name, index) => [name, results[index] ? "ok" : "failing"]),
    );
    const body = { checks: listed, ...(told.length > 0 && { warnings: told }) };
    c.header("cache-control", "no-store");
    return failing.length === 0
      ? c.json({ status: "ready", ...body })
      : c.json({ status: "not ready", failing, ...body }, 503, { "retry-after": "2" });
  });
  return app;
}

async function passes(look: Promise<void>, timeoutMs: number): Promise<boolean> {
  const passed = look.then(() => true, () => false);
  return await pTimeout(passed, { milliseconds: timeoutMs, fallback: () => false });
}
