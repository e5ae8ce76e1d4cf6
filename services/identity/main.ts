/** The identity service: accounts, sign-in and the keys that every other service verifies with. */
import * as eventStore from "@rollcall/event-store";
import * as masterKey from "@rollcall/platform/master_key/mod.ts";
import { startService } from "@rollcall/platform/service.ts";
import { openAccounts } from "./accounts.ts";
import { openAttemptLimit, usualPolicies } from "./attempt_limit.ts";
import { variables } from "./config.ts";
import { openKnownDevices } from "./known_devices.ts";
import { openPasswords } from "./passwords.ts";
import { identityApp } from "./routes.ts";
import { ensureIdentitySchema } from "./schema.ts";
import { openSecurityEntries } from "./security_entries.ts";
import { openSessions } from "./sessions.ts";
import { openTokens } from "./tokens.ts";

await startService("identity", {
  modules: { eventStore, masterKey },
  variables,
  migrated: ({ sql, config: { DATABASE_URL: url } }) => ensureIdentitySchema(sql, { url }),
  wire: async ({ sql, masterKey, security, config, log }) => ({
    routes: identityApp({
      log,
      sql,
      auth: config,
      accounts: openAccounts(sql),
      passwords: await openPasswords(),
      limit: openAttemptLimit(sql, usualPolicies(config.REGISTRATIONS_PER_ADDRESS)),
      devices: openKnownDevices(sql),
      security,
      securityEntries: openSecurityEntries(sql),
      retention: config,
      proxyHops: config.TRUSTED_PROXY_HOPS,
      tokens: openTokens(sql, {
        issuer: config.JWT_ISSUER,
        audience: config.JWT_AUDIENCE,
        ttlS: config.JWT_TTL_SECONDS,
        rotationS: config.JWT_ROTATION_SECONDS,
        masterKey,
        rotated: () => security.note({ action: "signing_key_made", userId: null, actor: "system" }),
      }),
      sessions: openSessions(sql, {
        tokenS: config.JWT_TTL_SECONDS,
        idleS: config.SESSION_IDLE_SECONDS,
        longestS: config.SESSION_MAX_SECONDS,
      }),
      times: { tokenS: config.JWT_TTL_SECONDS, idleS: config.SESSION_IDLE_SECONDS },
    }),
  }),
});
