/**
 * Renews a browser's session on the server side: a service that gets a request whose access token
 * has expired asks identity for the next one with the refresh token of the cookie, and hands the new
 * cookies back with its answer. So no script of the page ever has to, or can, touch a token. A refusal
 * leaves the cookies as they are: it may reach the browser after somebody has signed in again there,
 * and would take away the cookies of the new session, whose names are the same.
 */
import type { Context } from "hono";
import { LRUCache } from "lru-cache";
import type { AuthOptions } from "../config_fields.ts";
import { cookieNames } from "./cookies.ts";

export interface Renewed {
  /** the new access token */
  token: string;
  /** `Set-Cookie` headers for the browser */
  cookies: string[];
}

/**
 * Undefined if the session has ended.
 *
 * @throws if identity cannot be reached or is not able to answer
 */
export type Renew = (refreshToken: string, c: Context) => Promise<Renewed | undefined>;

const KEY_SET = /\/\.well-known\/jwks\.json$/;
const ANSWER_MS = 5_000;
/** Tokens that are not good any more, and how long that is remembered. */
const REFUSED = 2_000, REFUSED_MS = 60_000;
/** What identity is told of the request: whose it is, for limits and the list of sessions. */
const PASSED_ON = ["x-forwarded-for", "user-agent", "x-request-id"];

/** Where the identity service is: beside the key set; undefined where that is another provider's. */
export function identityOf({ JWKS_URL }: Pick<AuthOptions, "JWKS_URL">): string | undefined {
  return KEY_SET.test(JWKS_URL) ? JWKS_URL.replace(KEY_SET, "") : undefined;
}

/**
 * Asks the identity service beside the key set; undefined where the key set is another provider's.
 * Requests that arrive at once with the same token share one call, and one that was refused is not
 * asked about again for a while: a browser sends it until somebody signs in there.
 */
export function renewalBy(options: AuthOptions): Renew | undefined {
  const { WEB_ORIGINS } = options;
  const identity = identityOf(options);
  if (identity === undefined) return undefined;
  const url = `${identity}/auth/refresh`;
  const names = cookieNames(options);
  const underWay = new Map<string, Promise<Renewed | undefined>>();
  const refused = new LRUCache<string, true>({ max: REFUSED, ttl: REFUSED_MS });
  const ask = async (refreshToken: string, c: Context) => {
    const headers = new Headers({ cookie: `${names.refresh}=${refreshToken}` });
    // That the request came from our pages was checked; see `authenticate`.
    if (WEB_ORIGINS[0]) headers.set("origin", WEB_ORIGINS[0]);
    for (const name of PASSED_ON) {
      const value = c.req.header(name);
      if (value) headers.set(name, value);
    }
    const signal = AbortSignal.timeout(ANSWER_MS);
    const response = await fetch(url, { method: "POST", headers, signal, redirect: "manual" });
    await response.body?.cancel();
    const cookies = response.headers.getSetCookie();
    const token = valueOf(cookies, names.access);
    if (response.ok && token !== undefined) return { token, cookies };
    // 429: it is not good either, and such ones came from there before.
    if (![401, 429].includes(response.status)) throw new Error(`${url} answers ${response.status}`);
    refused.set(refreshToken, true);
    return undefined;
  };
  return (refreshToken, c) => {
    if (refused.has(refreshToken)) return Promise.resolve(undefined);
    const known = underWay.get(refreshToken);
    if (known) return known;
    const asked = ask(refreshToken, c).finally(() => underWay.delete(refreshToken));
    underWay.set(refreshToken, asked);
    return asked;
  };
}

/** The value that one of these headers gives a cookie. */
function valueOf(cookies: string[], name: string): string | undefined {
  const set = cookies.find((cookie) => cookie.startsWith(`${name}=`));
  return set?.slice(name.length + 1).split(";")[0] || undefined;
}
