/** The figures over HTTP, for operators alone. */
import type { Operations } from "@rollcall/contracts/api";
import { getOperations } from "@rollcall/contracts/routes";
import { authenticate, type AuthOptions, requireRole } from "@rollcall/platform/auth.ts";
import { type App, createApp } from "@rollcall/platform/http.ts";
import type { Log } from "@rollcall/platform/log.ts";
import type { JWTVerifyGetKey } from "jose";

export interface OperationsParts {
  log: Log;
  auth: AuthOptions;
  read: () => Promise<Operations>;
  /** for tests, instead of the issuer's JWKS */
  keys?: JWTVerifyGetKey;
}

export function operationsApp({ log, auth, read, keys }: OperationsParts): App {
  const app = createApp({ log });
  app.use(getOperations.getRoutingPath(), authenticate(auth, keys), requireRole("admin"));
  app.openapi(
    getOperations,
    async (c) => c.json(await read(), 200, { "cache-control": "no-store" }),
  );
  return app;
}
