/** The identity service: accounts, sign-in and the keys that every other service verifies with. */
import { connect } from "@rollcall/event-store";
import { proxyFields } from "@rollcall/runtime/client_address.ts";
import { readConfig } from "@rollcall/runtime/config.ts";
import {
  authFields,
  databaseFields,
  httpFields,
  logFields,
} from "@rollcall/runtime/config_fields.ts";
import { healthRoutes } from "@rollcall/runtime/health.ts";
import { runService } from "@rollcall/runtime/lifecycle.ts";
import { createLog } from "@rollcall/runtime/log.ts";
import { z } from "zod";
import { canonicalEmail, openAccounts } from "./accounts.ts";
import { openLoginLimit } from "./login_limit.ts";
import { openPasswords } from "./passwords.ts";
import { identityApp } from "./routes.ts";
import { ensureIdentitySchema } from "./schema.ts";
import { openTokens } from "./tokens.ts";

const seconds = (fallback: number) =>
  z.coerce.number().int().min(60).default(fallback)
    .meta({ description: "a whole number of seconds, at least 60" });

const config = readConfig({
  ...httpFields(8004),
  ...databaseFields,
  ...authFields,
  ...logFields,
  // The gateway, or CloudFront on AWS, where the load balancer leaves the header as it is.
  ...proxyFields(1),
  JWT_TTL_SECONDS: seconds(12 * 3600),
  JWT_ROTATION_SECONDS: seconds(30 * 24 * 3600),
  ADMIN_EMAILS: z.string().default("")
    .transform((list) => list.split(",").map(canonicalEmail).filter(Boolean))
    .pipe(z.array(z.email()))
    .meta({ description: "a comma list of e-mail addresses" }),
});
const log = createLog("identity", config.LOG_LEVEL);
const sql = connect(config.DATABASE_URL, { name: "rollcall-identity" });

const app = identityApp({
  log,
  auth: config,
  accounts: openAccounts(sql),
  passwords: await openPasswords(),
  limit: openLoginLimit(sql),
  proxyHops: config.TRUSTED_PROXY_HOPS,
  tokens: openTokens(sql, {
    issuer: config.JWT_ISSUER,
    audience: config.JWT_AUDIENCE,
    ttlS: config.JWT_TTL_SECONDS,
    rotationS: config.JWT_ROTATION_SECONDS,
  }),
  admins: new Set(config.ADMIN_EMAILS),
  ttlS: config.JWT_TTL_SECONDS,
});
app.route("/", healthRoutes({ database: () => sql`select 1` }));

await runService({
  log,
  app,
  port: config.PORT,
  hostname: config.HOST,
  start: () =>
    ensureIdentitySchema(sql, { url: config.DATABASE_URL, ownerUrl: config.DATABASE_OWNER_URL }),
  stop: () => sql.end({ timeout: 5 }),
});
