/**
 * Registering, signing in and out, sessions, who I am, and the public keys.
 */
import type { SessionEntry } from "@rollcall/contracts/api";
import * as routes from "@rollcall/contracts/routes";
import type { Sql } from "@rollcall/event-store";
import {
  authenticate,
  type AuthOptions,
  isFromBrowser,
  refuseForgery,
  sessionOf,
} from "@rollcall/platform/auth.ts";
import type { RetentionConfig } from "@rollcall/platform/accounts/retention.ts";
import { type App, type AppEnv, createApp } from "@rollcall/platform/http.ts";
import type { Log } from "@rollcall/platform/log.ts";
import { HttpProblem, notFound, validationFailed } from "@rollcall/platform/problem.ts";
import { addressOf } from "@rollcall/platform/client_address.ts";
import { type NoteRequest, noting } from "@rollcall/platform/security_log/note_request.ts";
import type { SecurityLog } from "@rollcall/platform/security_log/security_log.ts";
import { cookieNames } from "@rollcall/platform/sessions/cookies.ts";
import type { Renew } from "@rollcall/platform/sessions/renew.ts";
import type { Context, MiddlewareHandler } from "hono";
import { getCookie } from "hono/cookie";
import { type Account, type Accounts, canonicalEmail } from "./accounts.ts";
import type { AttemptLimit } from "./attempt_limit.ts";
import {
  answerEntry,
  browserCookies,
  clearedCookies,
  deviceToken,
  type Entry,
  type EntryTimes,
  keepDevice,
  setCookies,
} from "./entry.ts";
import { gone } from "./gone.ts";
import { type KnownDevices, newDevice } from "./known_devices.ts";
import { addMe } from "./me_routes.ts";
import { letThrough } from "./refused_attempts.ts";
import { weakness } from "./password_rules.ts";
import type { SecurityEntries } from "./security_entries.ts";
import type { Passwords } from "./passwords.ts";
import type { Device, OpenSession, Sessions } from "./sessions.ts";
import type { Tokens } from "./tokens.ts";

export type IdentityParts = {
  log: Log;
  sql: Sql;
  auth: AuthOptions;
  accounts: Accounts;
  passwords: Passwords;
  limit: AttemptLimit;
  devices: KnownDevices;
  security: SecurityLog;
  securityEntries: SecurityEntries;
  retention: RetentionConfig;
  sessions: Sessions;
  /** Our own proxies between the client and us, see client_address.ts. */
  proxyHops: number;
  tokens: Tokens;
  times: EntryTimes;
};

export function identityApp(parts: IdentityParts): App {
  const { auth, accounts, passwords, limit, devices, sessions, tokens, times } = parts;
  const app = createApp({ log: parts.log });
  const names = cookieNames(auth);
  const note = noting(parts.security, parts.proxyHops);

  app.openapi(routes.register, async (c) => {
    if (isFromBrowser(c)) refuseForgery(c, auth.WEB_ORIGINS);
    const { email, password, name = null } = c.req.valid("json");
    const weak = weakness(password, { email, name });
    if (weak) throw validationFailed([{ path: "body.password", message: weak }]);
    letThrough(await limit.register(addressOf(c, parts.proxyHops)), "open accounts");
    const passwordHash = await passwords.hash(password);
    const account = await accounts.create({ email, name, passwordHash });
    if (!account) {
      const detail = "This e-mail address has an account: sign in, or use another address.";
      throw new HttpProblem(409, detail, { code: "EMAIL_TAKEN" });
    }
    note(c, "registered", { userId: account.id });
    return c.json(await enter(c, parts, account), 201);
  });

  app.openapi(routes.login, async (c) => {
    if (isFromBrowser(c)) refuseForgery(c, auth.WEB_ORIGINS);
    const { password, ...credentials } = c.req.valid("json");
    const email = canonicalEmail(credentials.email);
    const account = await accounts.findByEmail(email);
    const place = { device: deviceToken(c, auth), address: addressOf(c, parts.proxyHops) };
    // Asked of nobody's account as well: the answer takes as long.
    const { isKnownDevice, isKnownNetwork } = await devices.known(account?.id ?? NOBODY, place);
    const of = { userId: account?.id ?? null };
    const attempted = await limit.signIn({
      email,
      address: place.address,
      knownDevice: isKnownDevice ? place.device : undefined,
      isKnownNetwork,
    });
    if (!attempted.ok) note(c, "sign_in_delayed", of);
    const attempt = letThrough(attempted, "sign in");
    if (!await passwords.matches(account?.passwordHash, password) || !account) {
      note(c, "sign_in_failed", of);
      const detail = "There is no account with this e-mail address and password.";
      throw new HttpProblem(401, detail, { code: "WRONG_CREDENTIALS" });
    }
    await limit.takeBack(attempt);
    note(c, "signed_in", of);
    return c.json(await enter(c, parts, account), 200);
  });

  app.openapi(routes.refresh, async (c) => {
    const { refresh_token: given } = c.req.valid("json");
    const carried = given === undefined ? getCookie(c, names.refresh) : undefined;
    if (carried !== undefined) refuseForgery(c, auth.WEB_ORIGINS);
    const entry = await refreshed(parts, given ?? carried ?? "", c, note);
    if (entry) return c.json(answerEntry(c, entry, auth, times), 200);
    letThrough(await limit.badRefresh(addressOf(c, parts.proxyHops)), "refresh sessions");
    if (carried !== undefined) setCookies(c, clearedCookies(auth));
    const detail = "The session has ended: sign in again.";
    throw new HttpProblem(401, detail, { code: "SESSION_ENDED" });
  });

  app.openapi(routes.logout, async (c) => {
    const { refresh_token: given } = c.req.valid("json");
    const carried = getCookie(c, names.refresh);
    if (carried ?? getCookie(c, names.access)) refuseForgery(c, auth.WEB_ORIGINS);
    const sessionId = await sessionOf(c, auth, tokens.verifyKey);
    const ended: (string | undefined)[] = [];
    for (const token of [given, carried]) if (token) ended.push(await sessions.endByToken(token));
    if (sessionId) ended.push(await sessions.endById(sessionId));
    const userId = ended.find((whose) => whose !== undefined);
    if (userId !== undefined) note(c, "signed_out", { userId });
    setCookies(c, clearedCookies(auth));
    return c.body(null, 204);
  });

  const signedIn = [
    authenticate(auth, tokens.verifyKey, { renew: renewalIn(parts, note) }),
    refuseEnded(sessions),
  ] as const;
  const ofUsers = [
    routes.me,
    routes.changePassword,
    routes.listSessions,
    routes.endSessions,
    routes.endSession,
    routes.listSecurityLog,
    routes.deleteMe,
    routes.getRetention,
    routes.setRetention,
  ];
  for (const route of ofUsers) {
    app.on(route.method.toUpperCase(), route.getRoutingPath(), ...signedIn);
  }

  app.openapi(routes.me, async (c) => {
    const account = await accounts.find(c.var.userId);
    if (!account) throw gone();
    // The token's roles, which may be outdated: what this session may do.
    return c.json(toUser(account, c.var.roles), 200, { "cache-control": "no-store" });
  });

  app.openapi(routes.changePassword, async (c) => {
    const { old_password: old, new_password: password } = c.req.valid("json");
    const account = await accounts.find(c.var.userId);
    if (!account) throw gone();
    const { email } = account, sessionId = c.var.sessionId!;
    const weak = weakness(password, account);
    if (weak) throw validationFailed([{ path: "body.new_password", message: weak }]);
    // Who holds the session guesses for himself: he has a count of his own.
    const attempt = letThrough(
      await limit.signIn({
        email,
        address: addressOf(c, parts.proxyHops),
        knownDevice: `session ${sessionId}`,
        isKnownNetwork: true,
      }),
      "change the password",
    );
    const wrong = [{ path: "body.old_password", message: "this is not your password" }];
    if (!await passwords.matches(account.passwordHash, old)) {
      note(c, "password_change_failed");
      throw validationFailed(wrong);
    }
    await limit.takeBack(attempt);
    const change = { userId: account.id, oldHash: account.passwordHash, sessionId };
    const newHash = await passwords.hash(password);
    if (!await accounts.changePassword({ ...change, newHash })) throw validationFailed(wrong);
    note(c, "password_changed");
    return c.body(null, 204);
  });

  app.openapi(routes.listSessions, async (c) => {
    const list = await sessions.list(c.var.userId);
    const entries = list.map(({ id, device, address, ...times }): SessionEntry => ({
      id,
      current: id === c.var.sessionId,
      device,
      address,
      created_at: times.createdAt.toISOString(),
      used_at: times.usedAt.toISOString(),
      expires_at: times.expiresAt.toISOString(),
    }));
    return c.json(entries, 200, { "cache-control": "no-store" });
  });

  app.openapi(routes.endSession, async (c) => {
    const { id } = c.req.valid("param");
    if (!await sessions.end(c.var.userId, id)) throw notFound("session");
    note(c, "session_ended");
    if (id === c.var.sessionId) setCookies(c, clearedCookies(auth));
    return c.body(null, 204);
  });

  app.openapi(routes.endSessions, async (c) => {
    await sessions.endAll(c.var.userId);
    note(c, "all_sessions_ended");
    setCookies(c, clearedCookies(auth));
    return c.body(null, 204);
  });

  addMe(app, parts, note);

  app.openapi(routes.jwks, async (c) => {
    const { keys } = await tokens.keySet();
    const published = keys.map(({ kid = "", kty = "", ...rest }): PublishedKey => {
      return { ...rest, kid, kty };
    });
    return c.json({ keys: published }, 200, { "cache-control": "public, max-age=300" });
  });
  return app;
}

/** The id of no account. */
const NOBODY = "00000000-0000-0000-0000-000000000000";

interface PublishedKey {
  [member: string]: unknown;
  kid: string;
  kty: string;
}

/** Opens a session of this account for whoever asks. */
async function enter(c: Context<AppEnv>, parts: IdentityParts, account: Account) {
  const address = addressOf(c, parts.proxyHops);
  const device = isFromBrowser(c) ? deviceToken(c, parts.auth) ?? newDevice() : undefined;
  await parts.devices.remember(account.id, { device, address });
  if (device) keepDevice(c, device, parts.auth);
  const session = await parts.sessions.open(account.id, deviceOf(c, parts));
  return answerEntry(c, await entryOf(parts, session, account), parts.auth, parts.times);
}

/** What the refresh token prolongs; undefined if its session has ended, or ends now. */
async function refreshed(
  parts: IdentityParts,
  refreshToken: string,
  c: Context<AppEnv>,
  note: NoteRequest,
): Promise<Entry | undefined> {
  const result = await parts.sessions.refresh(refreshToken, deviceOf(c, parts));
  if (result.outcome === "reused") {
    note(c, "session_token_reused", { userId: result.userId });
    parts.log.warn("a replaced refresh token came back, its session was ended", {
      user_id: result.userId,
    });
  }
  if (result.outcome !== "refreshed") return undefined;
  const account = await parts.accounts.find(result.session.userId);
  return account && await entryOf(parts, result.session, account);
}

async function entryOf(
  { tokens }: IdentityParts,
  session: OpenSession,
  account: Account,
): Promise<Entry> {
  const roles = account.isAdmin ? ["admin"] : [];
  const token = await tokens.issue({ userId: account.id, sessionId: session.sessionId, roles });
  return { token, session, user: toUser(account, roles) };
}

/** What other services ask of us by POST /auth/refresh. */
function renewalIn(parts: IdentityParts, note: NoteRequest): Renew {
  return async (refreshToken, c) => {
    const entry = await refreshed(parts, refreshToken, c, note);
    if (!entry) return { token: undefined, cookies: clearedCookies(parts.auth) };
    return { token: entry.token, cookies: browserCookies(entry, parts.auth, parts.times) };
  };
}

/** Here a session that has ended is known at once; other services follow within seconds. */
function refuseEnded(sessions: Sessions): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    if (!c.var.sessionId || !await sessions.isOpen(c.var.sessionId)) throw gone();
    await next();
  };
}

function deviceOf(c: Context, { proxyHops }: IdentityParts): Device {
  return { name: c.req.header("user-agent") ?? null, address: addressOf(c, proxyHops) };
}

function toUser({ id, email, name }: Account, roles: string[]) {
  return { id, email, name, roles };
}
