/**
 * The answer to a sign-in or a refresh: an access token that lasts minutes, and the refresh token
 * that renews it. Programs get both in the answer. Browsers get both as cookies only, so that no
 * script of a page can read them; a browser is recognised by headers that no script can remove.
 */
import type { Session, SignedIn, User } from "@rollcall/contracts/api";
import { type AuthOptions, isFromBrowser } from "@rollcall/platform/auth.ts";
import { cookieNames, isSecure } from "@rollcall/platform/sessions/cookies.ts";
import type { Context } from "hono";
import { generateCookie, getCookie } from "hono/cookie";
import { KNOWN_DAYS } from "./known_devices.ts";
import type { OpenSession } from "./sessions.ts";

export interface EntryTimes {
  /** life of an access token, in seconds */
  tokenS: number;
  /** how long a session lasts without a refresh, in seconds */
  idleS: number;
}

export interface OpenedSession {
  token: string;
  session: OpenSession;
  user: User;
}

/** A cookie is dropped so long before its token expires that a request can still end. */
const EARLY_S = 60;
/** As `newDevice` makes them. */
const DEVICE = /^[\w-]{43}$/;

/** Answers a sign-in or a refresh; sets cookies. */
export function answerEntry(
  c: Context,
  { token, session, user }: OpenedSession,
  auth: AuthOptions,
  times: EntryTimes,
): Session | SignedIn {
  c.header("cache-control", "no-store");
  if (isFromBrowser(c)) {
    setCookies(c, browserCookies({ token, session }, auth, times));
    return { user };
  }
  setCookies(c, [accessCookie(token, auth, times.tokenS)]);
  return { token, refresh_token: session.refreshToken, expires_in: times.tokenS, user };
}

/** The `Set-Cookie` headers of a browser's session. */
export function browserCookies(
  { token, session }: Pick<OpenedSession, "token" | "session">,
  auth: AuthOptions,
  { tokenS, idleS }: EntryTimes,
): string[] {
  const { refresh } = cookieNames(auth);
  return [
    accessCookie(token, auth, tokenS - Math.min(EARLY_S, Math.floor(tokenS / 2))),
    generateCookie(refresh, session.refreshToken, attributes(auth, idleS)),
  ];
}

/** The `Set-Cookie` headers that take a session's cookies away. */
export function clearedCookies(auth: AuthOptions): string[] {
  const { access, refresh } = cookieNames(auth);
  return [access, refresh].map((name) => generateCookie(name, "", attributes(auth, 0)));
}

/** The token of the device that a browser brings; undefined for a program, or a new device. */
export function deviceToken(c: Context, auth: AuthOptions): string | undefined {
  const token = getCookie(c, cookieNames(auth).device);
  return token && DEVICE.test(token) ? token : undefined;
}

/** Lets a browser keep the token of its device, also after signing out. */
export function keepDevice(c: Context, token: string, auth: AuthOptions): void {
  const { device } = cookieNames(auth);
  setCookies(c, [generateCookie(device, token, attributes(auth, KNOWN_DAYS * 86_400))]);
}

export function setCookies(c: Context, cookies: string[]): void {
  for (const cookie of cookies) c.header("set-cookie", cookie, { append: true });
}

function accessCookie(token: string, auth: AuthOptions, maxAge: number): string {
  return generateCookie(cookieNames(auth).access, token, attributes(auth, maxAge));
}

function attributes(auth: AuthOptions, maxAge: number) {
  const secure = isSecure(auth);
  return { httpOnly: true, sameSite: "Lax", path: "/", maxAge, secure } as const;
}
