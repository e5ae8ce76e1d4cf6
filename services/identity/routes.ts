/**
 * Signing in and out, sessions, and the public keys; beside them registering, one's own account and
 * its password, each in a file.
 */
import type { SessionEntry } from "@rollcall/contracts/api";
import { permissions, type RouteName } from "@rollcall/contracts/permissions";
import * as routes from "@rollcall/contracts/routes";
import { authenticate, refuseForgery, sessionOf } from "@rollcall/platform/auth.ts";
import { addressOf } from "@rollcall/platform/client_address.ts";
import { type App, type AppEnv, createApp } from "@rollcall/platform/http.ts";
import { HttpProblem, notFound } from "@rollcall/platform/problem.ts";
import { noting } from "@rollcall/platform/security_log/note_request.ts";
import { cookieNames } from "@rollcall/platform/sessions/cookies.ts";
import type { MiddlewareHandler } from "hono";
import { getCookie } from "hono/cookie";
import { addAccount } from "./account_routes.ts";
import { canonicalEmail } from "./account_rows.ts";
import { confirmLately } from "./confirm_password.ts";
import { enter, refreshed, refuseOtherSites, renewalIn } from "./open_session.ts";
import { answerEntry, clearedCookies, deviceToken, setCookies } from "./session_cookies.ts";
import { SignInTurns } from "./sign_in_turns.ts";
import { sessionEnded } from "./session_ended.ts";
import { showOutbox } from "./mail/outbox.ts";
import { addMe } from "./me_routes.ts";
import { askForNewPassword, takeNewPassword } from "./leaked_password.ts";
import type { IdentityParts } from "./identity_parts.ts";
import { addPasswords } from "./password_routes.ts";
import { addProvider } from "./provider_routes.ts";
import { letThrough } from "./refused_attempts.ts";
import { addRegistration } from "./registration_routes.ts";
import { addSecondFactor, passSecondFactor } from "./second_factor_routes.ts";
import type { Sessions } from "./sessions.ts";

export type { IdentityParts };

export function identityApp(given: IdentityParts): App {
  const note = noting(given.security, given.proxyHops), parts = { ...given, note };
  const { auth, accounts, passwords, limit, devices, sessions, tokens, times } = parts;
  const turns = new SignInTurns();
  const app = createApp({ log: parts.log, proxyHops: parts.proxyHops });
  const names = cookieNames(auth);

  app.openapi(routes.login, async (c) => {
    refuseOtherSites(c, parts);
    const { password, code, new_password: newPassword, ...credentials } = c.req.valid("json");
    const email = canonicalEmail(credentials.email);
    const account = await accounts.findByEmail(email);
    const place = { device: deviceToken(c, auth), address: addressOf(c, parts.proxyHops) };
    // Also done if there is no such account, so that the answer takes as long.
    const { isKnownDevice, isKnownNetwork } = await devices.known(account?.id ?? NOBODY, place);
    const of = { userId: account?.id ?? null };
    const check = async () => {
      const attempted = await limit.signIn({
        email,
        address: place.address,
        knownDevice: isKnownDevice ? place.device : undefined,
        isKnownNetwork,
      });
      if (!attempted.ok) note(c, "sign_in_delayed", of);
      const attempt = letThrough(attempted, "sign in");
      return { attempt, isRight: await passwords.matches(account?.passwordHash, password) };
    };
    const isKnown = isKnownDevice || isKnownNetwork;
    const { attempt, isRight } = await turns.take({ address: place.address, isKnown }, check);
    if (!isRight || !account) {
      note(c, "sign_in_failed", of);
      const detail = "There is no account with this e-mail address and password.";
      throw new HttpProblem(401, detail, { code: "WRONG_CREDENTIALS" });
    }
    await limit.takeBack(attempt);
    askForNewPassword({ password, newPassword }, account);
    await passSecondFactor(c, parts, account, code);
    const entering = await takeNewPassword(c, parts, account, newPassword);
    note(c, "signed_in", of);
    return c.json(await enter(c, parts, entering), 200);
  });

  app.openapi(routes.signInMethods, (c) => {
    const methods = {
      mail: parts.post !== undefined,
      register_by_mail: parts.registersByMail,
      provider: parts.provider?.name ?? null,
    };
    return c.json(methods, 200, { "cache-control": "no-store" });
  });

  app.openapi(routes.refresh, async (c) => {
    const { refresh_token: given } = c.req.valid("json");
    const carried = given === undefined ? getCookie(c, names.refresh) : undefined;
    if (carried !== undefined) refuseForgery(c, auth.WEB_ORIGINS);
    const entry = await refreshed(parts, given ?? carried ?? "", c);
    if (entry) return c.json(answerEntry(c, entry, auth, times), 200);
    letThrough(await limit.badRefresh(addressOf(c, parts.proxyHops)), "refresh sessions");
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
    authenticate(auth, tokens.verifyKey, { renew: renewalIn(parts) }),
    refuseEnded(sessions),
  ] as const;
  // Asked of every route that the table of permissions keeps for people who are signed in.
  for (const name of Object.keys(permissions) as RouteName[]) {
    if (!isOurs(name) || permissions[name] === "anybody") continue;
    const route = routes[name];
    app.on(route.method.toUpperCase(), route.getRoutingPath(), ...signedIn);
  }
  addRegistration(app, parts);
  addAccount(app, parts);
  addPasswords(app, parts);
  addSecondFactor(app, parts);
  addProvider(app, parts);
  addMe(app, parts);
  if (parts.outbox) showOutbox(app, parts.outbox);

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
    if (id !== c.var.sessionId) await confirmLately(c, parts, c.req.valid("json"));
    if (!await sessions.end(c.var.userId, id)) throw notFound("session");
    note(c, "session_ended");
    if (id === c.var.sessionId) setCookies(c, clearedCookies(auth));
    return c.body(null, 204);
  });

  app.openapi(routes.endSessions, async (c) => {
    await confirmLately(c, parts, c.req.valid("json"));
    await sessions.endAll(c.var.userId);
    note(c, "all_sessions_ended");
    setCookies(c, clearedCookies(auth));
    return c.body(null, 204);
  });

  app.openapi(routes.jwks, async (c) => {
    const { keys } = await tokens.keySet();
    const published = keys.map(({ kid = "", kty = "", ...rest }): PublishedKey => {
      return { ...rest, kid, kty };
    });
    return c.json({ keys: published }, 200, { "cache-control": "public, max-age=300" });
  });
  return app;
}

/** Whether the route is one of identity's; the copy of everything is the projection's. */
function isOurs(name: RouteName): boolean {
  const { path } = routes[name];
  return path.startsWith("/auth/") || (path.startsWith("/me") && name !== "exportMe");
}

/** The id of no account. */
const NOBODY = "00000000-0000-0000-0000-000000000000";

interface PublishedKey {
  [member: string]: unknown;
  kid: string;
  kty: string;
}

/** Here a session that has ended is known at once; other services follow within seconds. */
function refuseEnded(sessions: Sessions): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    if (!c.var.sessionId || !await sessions.isOpen(c.var.sessionId)) throw sessionEnded();
    await next();
  };
}
