import assert from "node:assert/strict";
import { Problem } from "@rollcall/contracts/api";
import { silentLog } from "@rollcall/platform/log.ts";
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from "jose";
import { operationsApp } from "./routes.ts";

const auth = {
  JWKS_URL: "http://127.0.0.1:1/jwks.json",
  JWT_ISSUER: "http://issuer.test",
  JWT_AUDIENCE: "rollcall",
  WEB_ORIGINS: ["http://web.test"],
};
const pair = await generateKeyPair("EdDSA");
const jwk = { ...await exportJWK(pair.publicKey), kid: "k1", alg: "EdDSA" };
const keys = createLocalJWKSet({ keys: [jwk] });

async function ask(
  claims: { roles?: string[] } | undefined,
  read: () => Promise<never>,
  path = "/operations",
) {
  const app = operationsApp({
    ...{ log: silentLog(), auth, keys, read },
    trends: () => ({ every_seconds: 15, points: [] }),
    failedJobs: read,
    redrive: read,
  });
  const headers: Record<string, string> = {};
  if (claims) {
    const token = await new SignJWT(claims).setProtectedHeader({ alg: "EdDSA", kid: "k1" })
      .setIssuer(auth.JWT_ISSUER).setAudience(auth.JWT_AUDIENCE).setSubject("user-1")
      .setExpirationTime("1h").sign(pair.privateKey);
    headers.authorization = `Bearer ${token}`;
  }
  return await app.request(path, { headers });
}

const unread = () => Promise.reject(new Error("the figures must not be read"));
const away = () =>
  Promise.reject(Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" }));

Deno.test("operations: without a token 401, without the role 403, and nothing is read", async () => {
  assert.equal((await ask(undefined, unread)).status, 401);
  const refused = await ask({}, unread);
  assert.equal(refused.status, 403);
  assert.equal(Problem.parse(await refused.json()).code, "ROLE_MISSING");
  assert.equal((await ask({ roles: ["reader"] }, unread)).status, 403);
  for (const path of ["/operations/trends", "/operations/failed-jobs"]) {
    assert.equal((await ask(undefined, unread, path)).status, 401, path);
    assert.equal((await ask({}, unread, path)).status, 403, path);
  }
  assert.equal((await ask({ roles: ["admin"] }, unread, "/operations/trends")).status, 200);
});

Deno.test("operations: while Postgres is away the answer is 503 with Retry-After", async () => {
  const response = await ask({ roles: ["admin"] }, away);
  assert.equal(response.status, 503);
  assert.ok(response.headers.has("retry-after"));
});
