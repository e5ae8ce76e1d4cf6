/** Issues the tokens that every service verifies, and publishes the keys to do so. */
import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey, SignJWT } from "jose";
import type { MasterKey, Sql } from "@rollcall/event-store";
import { ALGORITHM, currentKeys, privateKey } from "./key_store.ts";
import type { RotationPolicy } from "./signing_keys.ts";

export type TokenOptions = {
  issuer: string;
  audience: string;
  ttlS: number;
  rotationS: number;
  /** wraps the private keys; none in tests */
  masterKey?: MasterKey;
  /** Called once a new signing key is stored. */
  rotated?: () => void;
};

export interface TokenOf {
  userId: string;
  sessionId: string;
  roles?: string[];
}

export type Tokens = {
  /**
   * A JWT with the user as subject and the session as `sid`; besides roles, if any, it contains
   * nothing about the user.
   */
  issue(of: TokenOf): Promise<string>;
  keySet(): Promise<JSONWebKeySet>;
  /** Finds the key of a token among those published, for `jwtVerify`. */
  verifyKey: JWTVerifyGetKey;
};

/** Verifiers cache a key set for 10 minutes; after this time all of them know the next key. */
const LEAD_MS = 15 * 60_000;
/** For clock differences, of which verifiers tolerate some seconds. */
const MARGIN_MS = 5 * 60_000;

export function openTokens(
  sql: Sql,
  options: TokenOptions,
  clock: () => Date = () => new Date(),
): Tokens {
  const policy: RotationPolicy = {
    intervalMs: options.rotationS * 1000,
    leadMs: LEAD_MS,
    graceMs: options.ttlS * 1000 + MARGIN_MS,
  };
  const keys = () =>
    currentKeys(sql, policy, clock(), options.masterKey, options.rotated ?? (() => {}));
  const keySet = async () => {
    const { published } = await keys();
    return { keys: published.map((key) => key.publicJwk) };
  };
  return {
    keySet,
    issue: async ({ userId, sessionId, roles = [] }) => {
      const { signer } = await keys();
      const issuedAt = Math.floor(clock().getTime() / 1000);
      return await new SignJWT({ sid: sessionId, ...(roles.length > 0 && { roles }) })
        .setProtectedHeader({ alg: ALGORITHM, typ: "JWT", kid: signer.kid })
        .setSubject(userId)
        .setIssuer(options.issuer)
        .setAudience(options.audience)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + options.ttlS)
        .sign(await privateKey(signer, options.masterKey));
    },
    verifyKey: async (header, token) => createLocalJWKSet(await keySet())(header, token),
  };
}
