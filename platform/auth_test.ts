import assert from "node:assert/strict";
import {
  base64url,
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  type JWTVerifyGetKey,
  SignJWT,
} from "jose";
import { authenticate, requireRole } from "./auth.ts";
import { createApp } from "./http.ts";
import { silentLog } from "./log.ts";
import { RevokedSessions } from "./sessions/revoked_sessions.ts";

const options = {
  JWKS_URL: "http://127.0.0.1:1/jwks.json",
  JWT_ISSUER: "http://issuer.test",
  JWT_AUDIENCE: "rollcall",
  WEB_ORIGINS: ["http://web.test"],
};
const good = await generateKeyPair("EdDSA");
const other = await generateKeyPair("EdDSA");
const jwk = { ...await exportJWK(good.publicKey), kid: "k1", alg: "EdDSA" };
const local = createLocalJWKSet({ keys: [jwk] });

function token(
  change: { kid?: string; iss?: string; aud?: string; exp?: string; sub?: string } = {},
) {
  const sign = new SignJWT({}).setProtectedHeader({ alg: "EdDSA", kid: change.kid ?? "k1" })
    .setIssuer(change.iss ?? options.JWT_ISSUER)
    .setAudience(change.aud ?? options.JWT_AUDIENCE)
    .setExpirationTime(change.exp ?? "1h");
  return change.sub === "" ? sign : sign.setSubject(change.sub ?? "user-1");
}

function request(headers: Record<string, string>, method = "GET", keys: JWTVerifyGetKey = local) {
  const app = createApp({ log: silentLog() });
  app.use("/me", authenticate(options, keys));
  app.all("/me", (c) => c.text(c.var.userId));
  return app.request("/me", { method, headers });
}

const bearer = (jwt: string) => ({ authorization: `Bearer ${jwt}` });
const cookie = (jwt: string) => ({ cookie: `rollcall_session=${jwt}` });

Deno.test("auth: a valid token is its subject, by header and by cookie", async () => {
  const jwt = await token().sign(good.privateKey);
  assert.equal(await (await request(bearer(jwt))).text(), "user-1");
  assert.equal(await (await request(cookie(jwt))).text(), "user-1");
});

Deno.test("auth: the header takes precedence over the cookie, even if it is wrong", async () => {
  const jwt = await token().sign(good.privateKey);
  assert.equal((await request({ ...bearer("nonsense"), ...cookie(jwt) })).status, 401);
});

Deno.test("auth: no token is 401 and says which scheme to use", async () => {
  const response = await request({});
  assert.equal(response.status, 401);
  assert.equal(response.headers.get("www-authenticate"), 'Bearer realm="rollcall"');
  assert.equal(response.headers.get("content-type"), "application/problem+json");
});

const header = (fields: object) => base64url.encode(JSON.stringify(fields));
const claims = header({
  sub: "user-1",
  iss: options.JWT_ISSUER,
  aud: options.JWT_AUDIENCE,
  exp: 4_000_000_000,
});
const shared = new TextEncoder().encode(jwk.x);

const refused: Record<string, () => Promise<string>> = {
  "that is no token": () => Promise.resolve("nonsense"),
  "with alg none": () => Promise.resolve(`${header({ alg: "none" })}.${claims}.`),
  "signed with the public key as a shared secret": () =>
    new SignJWT({}).setProtectedHeader({ alg: "HS256", kid: "k1" }).setSubject("user-1")
      .setIssuer(options.JWT_ISSUER).setAudience("rollcall").setExpirationTime("1h").sign(shared),
  "of another issuer": () => token({ iss: "http://evil.test" }).sign(good.privateKey),
  "for another audience": () => token({ aud: "elsewhere" }).sign(good.privateKey),
  "that has expired": () => token({ exp: "-1m" }).sign(good.privateKey),
  "without a subject": () => token({ sub: "" }).sign(good.privateKey),
  "signed by another key of the same name": () => token().sign(other.privateKey),
  "with an unknown key": () => token({ kid: "k9" }).sign(other.privateKey),
};
for (const [what, make] of Object.entries(refused)) {
  Deno.test(`auth: a token ${what} is 401`, async () => {
    const response = await request(bearer(await make()));
    assert.equal(response.status, 401);
    assert.match(response.headers.get("www-authenticate") ?? "", /invalid_token/);
  });
}

Deno.test("auth: a signature is verified once a minute, an end noticed at once", async () => {
  let verified = 0;
  const revoked = new RevokedSessions();
  revoked.replace([]);
  const counted: JWTVerifyGetKey = (...of) => (verified++, local(...of));
  const app = createApp({ log: silentLog() });
  app.use("/me", authenticate(options, counted, { revoked }));
  app.all("/me", (c) => c.text(c.var.userId));
  const status = async (jwt: string) => (await app.request("/me", { headers: bearer(jwt) })).status;

  const jwt = await token().sign(good.privateKey);
  assert.deepEqual([await status(jwt), await status(jwt), verified], [200, 200, 1]);
  // Another token of the same user is another signature.
  const forged = await token().sign(other.privateKey);
  assert.deepEqual([await status(forged), await status(forged), verified], [401, 401, 3]);
  // Within the tolerance for clocks: what has expired is not remembered.
  const ending = await token({ exp: "-2s" }).sign(good.privateKey);
  assert.deepEqual([await status(ending), await status(ending), verified], [200, 200, 5]);
  revoked.replace([{ id: "user-1", isUser: true }]);
  assert.deepEqual([await status(jwt), verified], [401, 5]);
});

Deno.test("auth: a change that rides on the cookie must come from our pages", async () => {
  const jwt = cookie(await token().sign(good.privateKey));
  const status = async (headers: Record<string, string>) =>
    (await request({ ...jwt, ...headers }, "POST")).status;
  assert.equal(await status({}), 403);
  assert.equal(await status({ origin: "http://evil.test" }), 403);
  assert.equal(await status({ "sec-fetch-site": "cross-site" }), 403);
  assert.equal(await status({ "sec-fetch-site": "same-site" }), 403);
  assert.equal(await status({ origin: "http://web.test" }), 200);
  assert.equal(await status({ "sec-fetch-site": "same-origin" }), 200);
});

Deno.test("auth: a bearer token needs no origin: no browser sends it by itself", async () => {
  const jwt = await token().sign(good.privateKey);
  assert.equal((await request(bearer(jwt), "POST")).status, 200);
});

Deno.test("auth: a role is what the token's claim lists, and nothing like it", async () => {
  const app = createApp({ log: silentLog() });
  app.use("/operations", authenticate(options, local), requireRole("admin"));
  app.get("/operations", (c) => c.text("ok"));
  const status = async (claims: object) => {
    const jwt = await new SignJWT({ ...claims }).setProtectedHeader({ alg: "EdDSA", kid: "k1" })
      .setIssuer(options.JWT_ISSUER).setAudience(options.JWT_AUDIENCE).setSubject("user-1")
      .setExpirationTime("1h").sign(good.privateKey);
    return (await app.request("/operations", { headers: bearer(jwt) })).status;
  };
  assert.equal(await status({ roles: ["reader", "admin"] }), 200);
  for (const roles of [undefined, [], "admin", ["administrator"], [["admin"]], { admin: true }]) {
    assert.equal(await status({ roles }), 403, JSON.stringify(roles));
  }
  assert.equal((await app.request("/operations")).status, 401);
});

Deno.test("auth: keys that cannot be fetched are 503, not the visitor's fault", async () => {
  const jwt = await token().sign(good.privateKey);
  const away = () => Promise.reject(new TypeError("connection refused"));
  const response = await request(bearer(jwt), "GET", away);
  assert.equal(response.status, 503);
  assert.equal(response.headers.get("retry-after"), "2");
});
