/**
 * Authentication. A JWT from `Authorization: Bearer`, or else from the cookie `rollcall_session`,
 * is verified against the issuer's JWKS, so any OIDC provider can be configured instead. A
 * state-changing request that is authenticated by the cookie must come from our own pages.
 */
import type { Context, MiddlewareHandler } from "hono";
import { getCookie } from "hono/cookie";
import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey } from "jose";
import type { AuthOptions } from "./config_fields.ts";
import type { AppEnv } from "./http.ts";
import { HttpProblem, unavailable } from "./problem.ts";

export const SESSION_COOKIE = "rollcall_session";

/** Only signatures that a public key verifies: never `none`, never a shared secret. */
const algorithms = ["EdDSA", "Ed25519", "ES256", "ES384", "ES512", "PS256", "PS512", "RS256"];

export type { AuthOptions };

/**
 * Sets `c.var.userId` to the token's subject, `c.var.roles` to its claim `roles`, and
 * `c.var.tokenExpiresAt`.
 *
 * @throws HttpProblem 401 without a valid token, 403 for a forged cross-site request, 503 where
 * the signing keys cannot be fetched.
 */
export function authenticate(
  options: AuthOptions,
  keys: JWTVerifyGetKey = remoteKeys(options.JWKS_URL),
): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const bearer = bearerToken(c);
    const token = bearer ?? getCookie(c, SESSION_COOKIE);
    if (!token) throw unauthorized("Sign in first: the request carries no token.");
    if (bearer === undefined) refuseForgery(c, options.WEB_ORIGINS);
    const { userId, roles, expiresAt } = await verify(token, keys, options);
    c.set("userId", userId);
    c.set("roles", roles);
    c.set("tokenExpiresAt", expiresAt);
    await next();
  };
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
export function remoteKeys(url: string): JWTVerifyGetKey {
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

async function verify(
  token: string,
  keys: JWTVerifyGetKey,
  { JWT_ISSUER: issuer, JWT_AUDIENCE: audience }: AuthOptions,
): Promise<{ userId: string; roles: string[]; expiresAt: number }> {
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
        roles: rolesOf(payload.roles),
        expiresAt: payload.exp! * 1000,
      };
    }
  } catch (error) {
    if (!isTokensFault(error)) {
      throw unavailable("The signing keys cannot be fetched; try again shortly.", 2, error);
    }
    if (error instanceof errors.JWTExpired) {
      throw unauthorized("The session has ended: sign in again.", "invalid_token");
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
    error instanceof errors.JWTExpired ||
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

function unauthorized(detail: string, error?: string): HttpProblem {
  const challenge = error ? `Bearer realm="rollcall", error="${error}"` : 'Bearer realm="rollcall"';
  return new HttpProblem(401, detail, {
    code: "UNAUTHENTICATED",
    headers: { "www-authenticate": challenge },
  });
}
