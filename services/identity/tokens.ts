/** Issues the tokens that every service verifies, and publishes the keys to do so. */
import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey, SignJWT } from "jose";
import type { Sql } from "@rollcall/event-store";
import { algorithm, currentKeys, privateKey } from "./key_store.ts";
import type { RotationPolicy } from "./signing_keys.ts";

export type TokenOptions = {
  issuer: string;
  audience: string;
  ttlS: number;
  rotationS: number;
};

export type Tokens = {
  /** A JWT whose subject is the user; besides his roles, if any, it says nothing about him. */
  issue(userId: string, roles?: string[]): Promise<string>;
  keySet(): Promise<JSONWebKeySet>;
  /** Finds the key of a token among those published, for `jwtVerify`. */
  verifyKey: JWTVerifyGetKey;
};

/** Verifiers cache a key set for 10 minutes; a next key is known to all after this long. */
const leadMs = 15 * 60_000;
/** Clocks differ, and verifiers tolerate some seconds. */
const marginMs = 5 * 60_000;

export function openTokens(
  sql: Sql,
  options: TokenOptions,
  clock: () => Date = () => new Date(),
): Tokens {
  const policy: RotationPolicy = {
    intervalMs: options.rotationS * 1000,
    leadMs,
    graceMs: options.ttlS * 1000 + marginMs,
  };
  const keySet = async () => {
    const { published } = await currentKeys(sql, policy, clock());
    return { keys: published.map((key) => key.publicJwk) };
  };
  return {
    keySet,
    issue: async (userId, roles = []) => {
      const { signer } = await currentKeys(sql, policy, clock());
      const issuedAt = Math.floor(clock().getTime() / 1000);
      return await new SignJWT(roles.length > 0 ? { roles } : {})
        .setProtectedHeader({ alg: algorithm, typ: "JWT", kid: signer.kid })
        .setSubject(userId)
        .setIssuer(options.issuer)
        .setAudience(options.audience)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + options.ttlS)
        .sign(await privateKey(signer));
    },
    verifyKey: async (header, token) => createLocalJWKSet(await keySet())(header, token),
  };
}
