/** The figures over HTTP, for operators alone. */
import type { FailedJob, Operations, Trends } from "@rollcall/contracts/api";
import { getOperations, getTrends, listFailedJobs, redrive } from "@rollcall/contracts/routes";
import { authenticate, type AuthOptions, requireRole } from "@rollcall/platform/auth.ts";
import { type App, createApp } from "@rollcall/platform/http.ts";
import type { Log } from "@rollcall/platform/log.ts";
import { HttpProblem } from "@rollcall/platform/problem.ts";
import type { JWTVerifyGetKey } from "jose";
import type { Redrive } from "./redriver.ts";

export interface OperationsParts {
  log: Log;
  auth: AuthOptions;
  read: () => Promise<Operations>;
  trends: () => Trends;
  failedJobs: () => Promise<FailedJob[]>;
  redrive: Redrive;
  /** for tests, instead of the issuer's JWKS */
  keys?: JWTVerifyGetKey;
}

const NOT_SET_ASIDE = "This job is not set aside: it goes on, is done, or is deleted.";

const fresh = { "cache-control": "no-store" };

export function operationsApp(
  { log, auth, read, trends, failedJobs, redrive: sendOn, keys }: OperationsParts,
): App {
  const app = createApp({ log });
  const root = getOperations.getRoutingPath();
  for (const path of [root, `${root}/*`]) {
    app.use(path, authenticate(auth, keys), requireRole("admin"));
  }
  app.openapi(getOperations, async (c) => c.json(await read(), 200, fresh));
  app.openapi(getTrends, (c) => c.json(trends(), 200, fresh));
  app.openapi(listFailedJobs, async (c) => c.json(await failedJobs(), 200, fresh));
  app.openapi(redrive, async (c) => {
    const { job_id } = c.req.valid("json");
    const sent = await sendOn(job_id);
    if (!sent) throw new HttpProblem(409, NOT_SET_ASIDE, { code: "NOT_SET_ASIDE" });
    log.info("work that was set aside was sent on again", {
      user_id: c.var.userId,
      ...(job_id && { job_id }),
      ...sent,
    });
    return c.json({ ok: true as const, ...sent }, 200);
  });
  return app;
}
