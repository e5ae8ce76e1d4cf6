/** The identity service on a database of its own, for tests of its routes. */
import { connect, newRingLine, parseRing, ringMasterKey, type Sql } from "@rollcall/event-store";
import { silentLog } from "@rollcall/platform/log.ts";
import { usualRetention } from "@rollcall/platform/accounts/retention.ts";
import { openSecurityLog } from "@rollcall/platform/security_log/security_log.ts";
import { createDatabase } from "../../../tests/harness/postgres.ts";
import { openAccounts } from "../accounts.ts";
import { openAttemptLimit, type Policies } from "../attempt_limit.ts";
import type { Policy } from "../attempt_policy.ts";
import { openKnownDevices } from "../known_devices.ts";
import { openPasswords } from "../passwords.ts";
import { type KeptMessage, openOutbox, type Outbox } from "../mail/outbox.ts";
import { openOutgoingMail } from "../mail/outgoing_mail.ts";
import { sendNext } from "../mail/sender.ts";
import { openProvidedAccounts } from "../provided_accounts.ts";
import type { Provider } from "../provider.ts";
import { identityApp, type IdentityParts } from "../routes.ts";
import { ensureIdentitySchema } from "../schema.ts";
import { openSecurityEntries } from "../security_entries.ts";
import { openSecondFactors } from "../second_factors.ts";
import { openSessions } from "../sessions.ts";
import { openTokens } from "../tokens.ts";

export const auth = {
  JWKS_URL: "http://127.0.0.1:1/",
  JWT_ISSUER: "http://localhost:8000",
  JWT_AUDIENCE: "rollcall",
  WEB_ORIGINS: ["http://web.test"],
};
export const anna = { email: "anna@example.com", password: "correct horse", name: "Anna" };

/** Waits that no slow machine sits out by itself. */
export const FIRST_S = 100, LONGEST_S = 600;
export const REGISTRATIONS = 4;
const having = (free: number): Policy => {
  return { free, firstS: FIRST_S, longestS: LONGEST_S, memoryS: 3600 };
};
export const policies: Policies = {
  signIn: {
    device: having(3),
    pair: having(3),
    account: having(6),
    address: having(9),
    network: having(12),
  },
  register: { address: having(REGISTRATIONS), network: having(5 * REGISTRATIONS) },
  code: having(3),
  mail: { recipient: having(3), address: having(9), network: having(12) },
};

export const TOKEN_S = 600, IDLE_S = 3600;

/** A call; one with a body is a POST of JSON, unless a method is named. */
export type Ask = (
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
  method?: string,
) => Promise<Response>;

export interface World {
  request: Ask;
  sql: Sql;
  /** who may do anything to the database */
  owner: Sql;
  /** Sends what is due. @returns the messages so far, the newest first */
  messages(): Promise<KeptMessage[]>;
  /** The token in the newest message to an address. */
  tokenFor(email: string): Promise<string>;
}

const ring = parseRing(newRingLine());
const masterKey = ringMasterKey(() => Promise.resolve(ring));

/** The clock of authenticator apps, in ms since 1970; tests move it. */
export const now = { ms: Date.now() };

/** Where links lead. */
export const WEB = "http://web.test";

/** What a test may replace. */
export interface Own {
  auth?: Partial<typeof auth>;
  /** no mail server */
  isMailOff?: boolean;
  registersByMail?: boolean;
  adminsNeedSecondFactor?: boolean;
  provider?: Provider;
}

/** Its parts on a database, which may have none of its tables yet. */
export async function partsOn(
  sql: Sql,
  own: Own = {},
  outbox: Outbox = openOutbox(silentLog()),
): Promise<IdentityParts> {
  const options = { ...auth, ...own.auth };
  const accounts = openAccounts(sql, !own.isMailOff);
  return {
    post: own.isMailOff ? undefined : openOutgoingMail(sql, () => {}),
    outbox,
    registersByMail: own.registersByMail ?? false,
    adminsNeedSecondFactor: own.adminsNeedSecondFactor ?? false,
    log: silentLog(),
    sql,
    auth: options,
    accounts,
    provided: openProvidedAccounts(sql, accounts),
    provider: own.provider,
    passwords: await openPasswords(),
    limit: openAttemptLimit(sql, policies),
    devices: openKnownDevices(sql),
    security: openSecurityLog({ sql, log: silentLog(), everyMs: 5 }),
    securityEntries: openSecurityEntries(sql),
    retention: usualRetention,
    proxyHops: 1,
    tokens: openTokens(sql, {
      issuer: options.JWT_ISSUER,
      audience: options.JWT_AUDIENCE,
      ttlS: TOKEN_S,
      rotationS: 86_400,
    }),
    sessions: openSessions(sql, { tokenS: TOKEN_S, idleS: IDLE_S, longestS: 2 * IDLE_S }),
    factors: openSecondFactors(sql, masterKey, () => now.ms),
    times: { tokenS: TOKEN_S, idleS: IDLE_S },
  };
}

/** Runs a test against the service; `own` replaces some of its configuration. */
export function identityTest(
  name: string,
  test: (request: Ask, world: World) => Promise<void>,
  own: Own = {},
): void {
  Deno.test(`identity: ${name}`, async () => {
    const database = await createDatabase();
    const sql = connect(database.url, { name: "identity-test", max: 4 });
    const owner = connect(database.ownerUrl, { name: "identity-test-owner", max: 1 });
    try {
      await ensureIdentitySchema(sql, database);
      const outbox = openOutbox(silentLog());
      const parts = await partsOn(sql, own, outbox);
      const app = identityApp(parts);
      const messages = async () => {
        while (await sendNext(sql, outbox, WEB, silentLog()));
        return outbox.messages();
      };
      const tokenFor = async (email: string) => {
        const message = (await messages()).find(({ to, link }) => to === email && link);
        return message?.link?.split("#")[1] ?? "";
      };
      const request: Ask = async (path, body, headers = {}, method) => {
        const init = body === undefined ? { method: method ?? "GET", headers } : {
          method: method ?? "POST",
          body: JSON.stringify(body),
          headers: { ...json, ...headers },
        };
        return await app.request(path, init);
      };
      await test(request, { request, sql, owner, messages, tokenFor })
        .finally(() => parts.security.stop());
    } finally {
      await Promise.all([sql.end(), owner.end()]);
      await database.drop();
    }
  });
}

export const json = { "content-type": "application/json" };
