/**
 * Long queries take turns by user: one user's searches, however many at once, leave connections of the
 * database to everybody else's queries, and a place to everybody else's searches (promise 12).
 */
import { NOT_BEGUN, WorkerSlots } from "@rollcall/platform/fairness/worker_slots.ts";
import type { AppEnv } from "@rollcall/platform/http.ts";
import { unavailable } from "@rollcall/platform/problem.ts";
import type { MiddlewareHandler } from "hono";
import { isLong } from "./long_work.ts";

/** Half of the pool's connections; no user gets the last place. */
const AT_ONCE = 6;
/** Whoever has waited for so long is about to be answered that it took too long. */
const WAIT_MS = 20_000;

/** After authentication. @throws HttpProblem 503 for a query whose turn comes too late */
export function inTurn(now = () => performance.now()): MiddlewareHandler<AppEnv> {
  const slots = new WorkerSlots(AT_ONCE);
  return async (c, next) => {
    if (!isLong(new URL(c.req.url))) return await next();
    const arrivedAt = now();
    const done = await slots.run(c.var.userId, async () => {
      if (now() - arrivedAt > WAIT_MS) throw tooLate();
      // Nobody waits for the answer any more.
      if (!c.req.raw.signal.aborted) await next();
    });
    if (done === NOT_BEGUN) throw tooLate();
  };
}

const tooLate = () =>
  unavailable("You have many searches in progress at once; try again when some have ended.", 5);
