/** Opens a session for an account whose owner has just been authenticated, or extends one. */
import type { User } from "@rollcall/contracts/api";
import { isFromBrowser, refuseForgery } from "@rollcall/platform/auth.ts";
import { addressOf } from "@rollcall/platform/client_address.ts";
import type { AppEnv } from "@rollcall/platform/http.ts";
import type { Renew } from "@rollcall/platform/sessions/renew.ts";
import type { Context } from "hono";
import type { Account, AccountWithHash } from "./accounts.ts";
import {
  answerEntry,
  browserCookies,
  deviceToken,
  keepDevice,
  type OpenedSession,
  setCookies,
} from "./session_cookies.ts";
import { sessionEnded } from "./session_ended.ts";
import { newDevice } from "./known_devices.ts";
import type { IdentityParts, RouteParts } from "./identity_parts.ts";
import type { Device, OpenSession } from "./sessions.ts";

/**
 * Opens a session of this account for whoever asks.
 *
 * @param account as it was when its password was checked
 * @throws HttpProblem 401 if it is not as it was
 */
export async function enter(c: Context<AppEnv>, parts: RouteParts, account: AccountWithHash) {
  const address = addressOf(c, parts.proxyHops);
  const device = isFromBrowser(c) ? deviceToken(c, parts.auth) ?? newDevice() : undefined;
  await parts.devices.remember(account.id, { device, address });
  if (device) keepDevice(c, device, parts.auth);
  return answerEntry(c, await opened(c, parts, account), parts.auth, parts.times);
}

/** The same for a browser that is on its way to a page: there is no answer to read. */
export async function enterByCookies(
  c: Context<AppEnv>,
  parts: RouteParts,
  account: AccountWithHash,
) {
  const { auth, times } = parts;
  const device = deviceToken(c, auth) ?? newDevice();
  await parts.devices.remember(account.id, { device, address: addressOf(c, parts.proxyHops) });
  keepDevice(c, device, auth);
  setCookies(c, browserCookies(await opened(c, parts, account), auth, times));
}

async function opened(
  c: Context<AppEnv>,
  parts: RouteParts,
  account: AccountWithHash,
): Promise<OpenedSession> {
  const session = await parts.sessions.open(account, deviceOf(c, parts));
  // Looked up again: a role that was taken away meanwhile is not in the token.
  const now = session && await parts.accounts.find(account.id);
  if (!now) throw sessionEnded();
  return await entryOf(parts, session, now);
}

/** What the refresh token prolongs; undefined if its session has ended, or ends now. */
export async function refreshed(
  parts: RouteParts,
  refreshToken: string,
  c: Context<AppEnv>,
): Promise<OpenedSession | undefined> {
  const result = await parts.sessions.refresh(refreshToken, deviceOf(c, parts));
  if (result.outcome === "reused") {
    parts.note(c, "session_token_reused", { userId: result.userId });
    parts.log.warn("a replaced refresh token came back, its session was ended", {
      user_id: result.userId,
    });
  }
  if (result.outcome !== "refreshed") return undefined;
  const account = await parts.accounts.find(result.session.userId);
  return account && await entryOf(parts, result.session, account);
}

async function entryOf(
  { tokens, adminsNeedSecondFactor }: IdentityParts,
  session: OpenSession,
  account: Account,
): Promise<OpenedSession> {
  const isGuarded = account.hasSecondFactor || !adminsNeedSecondFactor;
  const roles = account.isAdmin && isGuarded ? ["admin"] : [];
  const token = await tokens.issue({ userId: account.id, sessionId: session.sessionId, roles });
  return { token, session, user: toUser(account, roles) };
}

/** What other services ask of us by POST /auth/refresh. */
export function renewalIn(parts: RouteParts): Renew {
  return async (refreshToken, c) => {
    const entry = await refreshed(parts, refreshToken, c);
    return entry && { token: entry.token, cookies: browserCookies(entry, parts.auth, parts.times) };
  };
}

function deviceOf(c: Context, { proxyHops }: IdentityParts): Device {
  return { name: c.req.header("user-agent") ?? null, address: addressOf(c, proxyHops) };
}

export function toUser(account: Account, roles: string[]): User {
  const { id, email, name, isVerified, hasSecondFactor } = account;
  return { id, email, name, roles, email_verified: isVerified, second_factor: hasSecondFactor };
}

/** For routes that need no session: a page of another site calls none of them. */
export function refuseOtherSites(c: Context, { auth }: IdentityParts): void {
  if (isFromBrowser(c)) refuseForgery(c, auth.WEB_ORIGINS);
}
