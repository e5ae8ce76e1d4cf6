/**
 * Liveness and readiness. `/healthz` answers while the process runs at all; `/readyz` only while
 * every dependency answers, and names the one that does not. However long one hangs, and however
 * often we are asked meanwhile, only a few looks at it are under way. What is wrong and would not be
 * mended by sending people elsewhere is told beside it, as warnings, and leaves a service ready.
 */
import { Hono } from "hono";
import { nameRequest } from "./trace.ts";

/** Name of a dependency → a call that rejects (or is too slow) while it is away. */
export type HealthChecks = Record<string, () => Promise<unknown>>;

const LOOK_MS = 2_000;
/** Looks at one dependency that hang at once; until one of them ends it counts as away. */
const HANGING_LOOKS = 8;

export interface HealthOptions {
  timeoutMs?: number;
  /** Sentences for an operator; where it does not answer, the checks say why. */
  warnings?: () => Promise<string[]>;
}

/** The two routes, to be mounted at the root of a service. */
export function healthRoutes(
  checks: HealthChecks,
  { timeoutMs = LOOK_MS, warnings = () => Promise.resolve([]) }: HealthOptions = {},
): Hono {
  const app = new Hono();
  const hanging = new Map<string, number>();
  const look = async (name: string) => {
    const others = hanging.get(name) ?? 0;
    if (others >= HANGING_LOOKS) throw new Error(`${others} looks at ${name} hang already`);
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
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs);
  });
  try {
    return await Promise.race([late, look.then(() => true, () => false)]);
  } finally {
    clearTimeout(timer);
  }
}
