/** The identity service: accounts, sign-in and the keys that every other service verifies with. */
import * as eventStore from "@rollcall/event-store";
import * as masterKey from "@rollcall/platform/master_key/mod.ts";
import { startService } from "@rollcall/platform/service.ts";
import { openAccounts } from "./accounts.ts";
import { openAttemptLimit, usualPolicies } from "./attempt_limit.ts";
import { OUTBOX, variables } from "./config.ts";
import { openKnownDevices } from "./known_devices.ts";
import { openOutbox } from "./mail/outbox.ts";
import { openOutgoingMail } from "./mail/outgoing_mail.ts";
import { openSender } from "./mail/sender.ts";
import { openSmtp } from "./mail/smtp.ts";
import { openPasswords } from "./passwords.ts";
import { openProvidedAccounts } from "./provided_accounts.ts";
import { openProvider } from "./provider.ts";
import { identityApp } from "./routes.ts";
import { ensureIdentitySchema } from "./schema.ts";
import { openSecurityEntries } from "./security_entries.ts";
import { openSecondFactors } from "./second_factors.ts";
import { openSessions } from "./sessions.ts";
import { openTokens } from "./tokens.ts";
import { refuseUnsafe } from "./unsafe_config.ts";

/** How soon a new master key wraps what the former did. */
const WRAP_ANEW_MS = 3_600_000;

await startService("identity", {
  modules: { eventStore, masterKey },
  variables,
  migrated: ({ sql, config: { DATABASE_URL: url } }) => ensureIdentitySchema(sql, { url }),
  wire: async ({ sql, masterKey, security, config, log }) => {
    const { SMTP_URL: url, WEB_ORIGINS: [origin = ""] } = config;
    const registersByMail = config.REGISTER_BY_MAIL === "yes";
    refuseUnsafe(config);
    const outbox = url === OUTBOX ? openOutbox(log) : undefined;
    const smtp = { user: config.SMTP_USER, password: config.SMTP_PASSWORD, from: config.MAIL_FROM };
    const mailer = outbox ?? (url ? openSmtp({ url, ...smtp }) : undefined);
    const sender = mailer && openSender(sql, { mailer, origin, log });
    const factors = openSecondFactors(sql, masterKey);
    let wrapping: ReturnType<typeof setInterval> | undefined;
    const wrapAnew = () =>
      factors.wrapAnew().catch((error) => log.error("second factors are not rewrapped", { error }));
    const accounts = openAccounts(sql, mailer !== undefined);
    const provider = config.OIDC_URL
      ? openProvider({
        url: config.OIDC_URL,
        clientId: config.OIDC_CLIENT_ID,
        clientSecret: config.OIDC_CLIENT_SECRET,
        name: config.OIDC_NAME,
        callbackUrl: `${origin}/api/auth/provider/callback`,
      })
      : undefined;
    return {
      routes: identityApp({
        log,
        sql,
        auth: config,
        accounts,
        provided: openProvidedAccounts(sql, accounts),
        provider,
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
          rotated: () =>
            security.note({ action: "signing_key_made", userId: null, actor: "system" }),
        }),
        sessions: openSessions(sql, {
          tokenS: config.JWT_TTL_SECONDS,
          idleS: config.SESSION_IDLE_SECONDS,
          longestS: config.SESSION_MAX_SECONDS,
        }),
        factors,
        times: { tokenS: config.JWT_TTL_SECONDS, idleS: config.SESSION_IDLE_SECONDS },
        post: sender && openOutgoingMail(sql, sender.wake),
        outbox,
        registersByMail,
        adminsNeedSecondFactor: config.ADMINS_NEED_SECOND_FACTOR === "yes",
      }),
      start: async () => {
        sender?.start();
        await wrapAnew();
        wrapping = setInterval(wrapAnew, WRAP_ANEW_MS);
      },
      stop: async () => {
        clearInterval(wrapping);
        await sender?.stop();
      },
    };
  },
});
