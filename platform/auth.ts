/**
 * Authentication. A JWT from `Authorization: Bearer`, or else from the session's cookie, is verified
 * against the issuer's JWKS, so any OIDC provider can be configured instead. A token of a session
 * that has ended is refused, and an expired cookie is renewed on the way (sessions/renew.ts). A
 * state-changing request that is authenticated by the cookie must come from our own pages.
 */
import type { Context, MiddlewareHandler } from "hono";
import { getCookie } from "hono/cookie";
import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey } from "jose";
import { LRUCache } from "lru-cache";
import type { AuthOptions } from "./config_fields.ts";
import type { AppEnv } from "./http.ts";
import { endedBy, isLive } from "./live_streams.ts";
import { HttpProblem, unavailable } from "./problem.ts";
import { cookieNames } from "./sessions/cookies.ts";
import { type Renew, renewalBy, type Renewed } from "./sessions/renew.ts";
import { type RevokedSessions, revokedSessions } from "./sessions/revoked_sessions.ts";

/** Only signatures that a public key verifies: never `none`, never a shared secret. */
const algorithms = ["EdDSA", "Ed25519", "ES256", "ES384", "ES512", "PS256", "PS512", "RS256"];

export type { AuthOptions };

export interface SessionParts {
  /** The list of sessions that have ended; by default this process's. */
  revoked?: RevokedSessions;
  /**
   * Renews an expired cookie; by default through the identity service beside the key set. null where
   * answers may take longer than identity lets a replaced token come back: a page renews its session
   * by another call before.
   */
  renew?: Renew | null | undefined;
}

/**
 * Sets `c.var.userId` to the token's subject, `c.var.roles` to its claim `roles`, `c.var.sessionId`
 * to its claim `sid` if there is one, and `c.var.tokenExpiresAt`. A live stream that the handler
 * answers with ends when its session does.
 *
 * @throws HttpProblem 401 without a valid token, 403 for a forged cross-site request, 503 where the
 * signing keys, or which sessions have ended, cannot be found out.
 */
export function authenticate(
  options: AuthOptions,
  keys: JWTVerifyGetKey = remoteKeys(options.JWKS_URL),
  { revoked = revokedSessions, renew = renewalBy(options) }: SessionParts = {},
): MiddlewareHandler<AppEnv> {
  const names = cookieNames(options);
  const verified = new VerifiedTokens();
  const check = async (token: string) => {
    const known = verified.get(token);
    if (known) return known;
    const claims = await verify(token, keys, options);
    if (claims !== EXPIRED) verified.add(token, claims);
    return claims;
  };
  return async (c, next) => {
    const bearer = bearerToken(c);
    const token = bearer ?? getCookie(c, names.access);
    const refreshToken = bearer === undefined ? getCookie(c, names.refresh) : undefined;
    if (!token && !refreshToken) throw unauthorized("Sign in first: the request carries no token.");
    if (bearer === undefined) refuseForgery(c, options.WEB_ORIGINS);
    let claims = token ? await check(token) : EXPIRED;
    let cookies: string[] = [];
    if (claims === EXPIRED && refreshToken && renew) {
      const renewed = await renewOrRefuse(renew, refreshToken, c);
      if (renewed) {
        cookies = renewed.cookies;
        claims = await check(renewed.token);
      }
    }
    if (claims === EXPIRED || revoked.has(claims)) throw sessionEnded();
    if (revoked.isStale) {
      throw unavailable("Which sessions have ended cannot be found out; try again shortly.");
    }
    c.set("userId", claims.userId);
    c.set("sessionId", claims.sessionId);
    c.set("roles", claims.roles);
    c.set("tokenExpiresAt", claims.expiresAt);
    await next();
    keep(c, cookies);
    if (!isLive(c.res)) return;
    const { signal, stop } = revoked.watch(claims);
    c.res = endedBy(signal, c.res, stop);
  };
}

/** Sets the renewed cookies, but for those that the handler has set itself, as by signing out. */
function keep(c: Context, cookies: string[]): void {
  const nameOf = (cookie: string) => cookie.split("=")[0];
  const set = c.res.headers.getSetCookie().map(nameOf);
  for (const cookie of cookies) {
    if (!set.includes(nameOf(cookie))) c.header("set-cookie", cookie, { append: true });
  }
}

async function renewOrRefuse(
  renew: Renew,
  refreshToken: string,
  c: Context,
): Promise<Renewed | undefined> {
  try {
    return await renew(refreshToken, c);
  } catch (error) {
    throw unavailable("The session cannot be renewed right now; try again shortly.", 2, error);
  }
}

/**
 * Requires `role` in the token; use after `authenticate`.
 *
 * @throws HttpProblem 403
 */
export function requireRole(role: string): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    if (!c.var.roles.includes(role)) {
      const detail = `This needs the role ${role}: sign in again once you were given it.`;
      throw new HttpProblem(403, detail, { code: "ROLE_MISSING" });
    }
    await next();
  };
}

/**
 * The issuer's keys, cached for 10 minutes. A token with an unknown key id refetches them, at most
 * every 5 s: a rotation is noticed soon, and made-up key ids cannot flood the issuer.
 */
function remoteKeys(url: string): JWTVerifyGetKey {
  return createRemoteJWKSet(new URL(url), {
    cacheMaxAge: 600_000,
    cooldownDuration: 5_000,
    timeoutDuration: 3_000,
  });
}

/**
 * Refuses a state-changing request that another site made with the visitor's cookie. Unlike
 * hono/csrf it checks every content type, so it holds even if CORS were ever opened.
 *
 * @throws HttpProblem 403
 */
export function refuseForgery(c: Context, webOrigins: string[]): void {
  if (["GET", "HEAD", "OPTIONS"].includes(c.req.method)) return;
  if (c.req.header("sec-fetch-site") === "same-origin") return;
  if (webOrigins.includes(c.req.header("origin") ?? "")) return;
  const detail = "The request comes from another site: it names no origin that is allowed here.";
  throw new HttpProblem(403, detail, { code: "CROSS_SITE_REQUEST" });
}

interface Claims {
  userId: string;
  sessionId: string | undefined;
  roles: string[];
  /** in ms since 1970 */
  expiresAt: number;
}

/** Of a token that was good until some time ago. */
const EXPIRED = Symbol("expired");

/**
 * Tokens whose signature was verified a moment ago: verifying took a third of a query's processor
 * time. Whether the token has expired, or its session ended, is checked each time; a signing key
 * that was withdrawn stays valid for as long as this, which is less than the key set is cached for.
 */
class VerifiedTokens {
  readonly #claims = new LRUCache<string, Claims>({ max: 2_000, ttl: 60_000 });

  get(token: string): Claims | undefined {
    const claims = this.#claims.get(token);
    return claims && claims.expiresAt > Date.now() ? claims : undefined;
  }

  add(token: string, claims: Claims): void {
    this.#claims.set(token, claims);
  }
}

async function verify(
  token: string,
  keys: JWTVerifyGetKey,
  { JWT_ISSUER: issuer, JWT_AUDIENCE: audience }: AuthOptions,
): Promise<Claims | typeof EXPIRED> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms,
      requiredClaims: ["sub", "exp"],
      clockTolerance: 5,
    });
    if (payload.sub) {
      return {
        userId: payload.sub,
        sessionId: typeof payload.sid === "string" ? payload.sid : undefined,
        roles: rolesOf(payload.roles),
        expiresAt: payload.exp! * 1000,
      };
    }
  } catch (error) {
    if (error instanceof errors.JWTExpired) return EXPIRED;
    if (!isTokensFault(error)) {
      throw unavailable("The signing keys cannot be fetched; try again shortly.", 2, error);
    }
  }
  throw unauthorized("The token is not valid: sign in again.", "invalid_token");
}

/** A claim that is not a list of strings gives no role. */
function rolesOf(claim: unknown): string[] {
  return Array.isArray(claim) ? claim.filter((role) => typeof role === "string") : [];
}

/**
 * Anything else (no connection, a timeout, a response that is not a key set) is the issuer's fault.
 */
function isTokensFault(error: unknown): boolean {
  return error instanceof errors.JWTClaimValidationFailed ||
    error instanceof errors.JWTInvalid ||
    error instanceof errors.JWSInvalid ||
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JOSEAlgNotAllowed ||
    error instanceof errors.JOSENotSupported ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys;
}

function bearerToken(c: Context): string | undefined {
  return /^Bearer +(\S+)$/i.exec(c.req.header("authorization") ?? "")?.[1];
}

/** Whether a browser sent it: it says where a request comes from, and no script can prevent that. */
export function isFromBrowser(c: Context): boolean {
  return c.req.header("sec-fetch-site") !== undefined || c.req.header("origin") !== undefined;
}

/**
 * The session of the token that a request carries; undefined if it has none that is valid.
 *
 * @throws HttpProblem 503 where the signing keys cannot be fetched
 */
export async function sessionOf(
  c: Context,
  options: AuthOptions,
  keys: JWTVerifyGetKey,
): Promise<string | undefined> {
  const token = bearerToken(c) ?? getCookie(c, cookieNames(options).access);
  if (!token) return undefined;
  try {
    const claims = await verify(token, keys, options);
    return claims === EXPIRED ? undefined : claims.sessionId;
  } catch (error) {
    if (error instanceof HttpProblem && error.status === 401) return undefined;
    throw error;
  }
}

function sessionEnded(): HttpProblem {
  return unauthorized("The session has ended: sign in again.", "invalid_token");
}

function unauthorized(detail: string, error?: string): HttpProblem {
  const challenge = error ? `Bearer realm="rollcall", error="${error}"` : 'Bearer realm="rollcall"';
  return new HttpProblem(401, detail, {
    code: "UNAUTHENTICATED",
    headers: { "www-authenticate": challenge },
  });
}
