/**
 * A real provider, npm's oidc-provider, whose answers are changed on their way, and people who try to get
 * in by it as somebody else. Nothing of it opens a session or an account.
 */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { decodeJwt, decodeProtectedHeader, exportSPKI, generateKeyPair, SignJWT } from "jose";
import { silentLog } from "@rollcall/platform/log.ts";
import { authenticate } from "@rollcall/platform/auth.ts";
import { createApp } from "@rollcall/platform/http.ts";
import { RevokedSessions } from "@rollcall/platform/sessions/revoked_sessions.ts";
import { CALLBACK, comeBack, leave, providerOf, signIn } from "./testing/provider_browser.ts";
import { CLIENT, signInThere, startProvider } from "./testing/real_provider.ts";
import { anna, auth, identityTest, WEB, type World } from "./testing/world.ts";

const real = await startProvider(CALLBACK);
const stranger = await startProvider(CALLBACK);
globalThis.addEventListener("unload", () => {
  void real.close();
  void stranger.close();
});
const provider = providerOf(real);

real.people.set("ann", { email: "ann@example.com", email_verified: true });
real.people.set("mallory", { email: anna.email, email_verified: false });
real.people.set("mallet", { email: anna.email, email_verified: "true" });
real.people.set("bob", { email: "bob@example.com", email_verified: true });

const counts = async ({ owner }: World) => {
  const [row] = await owner<{ accounts: number; sessions: number }[]>`
    select (select count(*)::int from identity.account) as accounts,
           (select count(*)::int from identity.session) as sessions`;
  return row!;
};

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Signs what the token says, changed, as the provider itself would. */
const resigned = (change: (claims: Record<string, unknown>) => void) => async (token: string) => {
  const claims = decodeJwt(token), { kid, alg } = decodeProtectedHeader(token);
  change(claims);
  return await new SignJWT(claims).setProtectedHeader({ alg: alg!, ...(kid && { kid }) })
    .sign(real.signingKey);
};
/** Says the same, with another signature. */
const signedBy =
  (key: CryptoKey | Uint8Array, header: { alg: string; kid?: string }) => async (token: string) => {
    const { kid } = decodeProtectedHeader(token);
    return await new SignJWT(decodeJwt(token)).setProtectedHeader({
      ...(kid && { kid }),
      ...header,
    })
      .sign(key);
  };

const other = await generateKeyPair("RS256");
const published = await exportSPKI(real.publicKey);

const forged: Record<string, (token: string) => Promise<string>> = {
  "another nonce": resigned((claims) => claims.nonce = "a nonce that was given to nobody"),
  "no nonce": resigned((claims) => delete claims.nonce),
  "the token of another client": resigned((claims) => claims.aud = "another-client"),
  "a token of several clients, for another": resigned((claims) => {
    claims.aud = [CLIENT.client_id, "another-client"];
    claims.azp = "another-client";
  }),
  "no audience": resigned((claims) => delete claims.aud),
  "another issuer": resigned((claims) => claims.iss = stranger.issuer),
  "a token that has expired": resigned((claims) => claims.exp = 1_700_000_000),
  "no expiry": resigned((claims) => delete claims.exp),
  "no subject": resigned((claims) => delete claims.sub),
  "alg none": (token) => Promise.resolve(`${base64({ alg: "none" })}.${base64(decodeJwt(token))}.`),
  "no signature": (token) => Promise.resolve(token.replace(/[^.]+$/, "")),
  "the signature of something else": (token) =>
    Promise.resolve(
      `${token.split(".")[0]}.${base64({ ...decodeJwt(token), sub: "bob" })}.${
        token.split(".")[2]
      }`,
    ),
  "HS256 by the secret of both": signedBy(new TextEncoder().encode(CLIENT.client_secret), {
    alg: "HS256",
  }),
  "HS256 by the published key": signedBy(new TextEncoder().encode(published), { alg: "HS256" }),
  "somebody else's key": signedBy(other.privateKey, { alg: "RS256" }),
  "the key of another provider": signedBy(stranger.signingKey, { alg: "RS256" }),
  "an unknown key id": signedBy(other.privateKey, { alg: "RS256", kid: "mine" }),
};

for (const [what, lie] of Object.entries(forged)) {
  identityTest(`an ID token is not taken: ${what}`, async (request, world) => {
    const { cookie, at } = await leave(request);
    const { search } = await signInThere(at, "ann");
    real.lies.idToken = lie;
    const { to, cookie: given } = await comeBack(request, search, cookie);
    assert.equal(real.lies.idToken, undefined, "it was told");
    assert.equal(to, `${WEB}/login?refused=provider`);
    assert.equal(given, "");
    assert.deepEqual(await counts(world), { accounts: 0, sessions: 0 });
  }, { provider });
}

identityTest("the same way, with nothing changed, lets in", async (request, world) => {
  const { cookie, at } = await leave(request);
  const { search } = await signInThere(at, "ann");
  real.lies.idToken = resigned(() => {});
  assert.equal((await comeBack(request, search, cookie)).to, `${WEB}/account`);
  assert.deepEqual(await counts(world), { accounts: 1, sessions: 1 });
}, { provider });

identityTest("what is said of somebody else is not taken for who signed in", async (
  request,
  world,
) => {
  real.lies.userInfo = (claims) => ({ ...claims, sub: "bob", email: "bob@example.com" });
  const { to } = await signIn(request, "ann");
  assert.equal(real.lies.userInfo, undefined, "it was told");
  assert.equal(to, `${WEB}/login?refused=provider`);
  assert.deepEqual(await counts(world), { accounts: 0, sessions: 0 });
}, { provider });

identityTest("an answer that names another provider is not taken", async (request, world) => {
  const { cookie, at } = await leave(request);
  const { searchParams } = await signInThere(at, "ann");
  for (const issuer of [stranger.issuer, ""]) {
    const search = new URLSearchParams(searchParams);
    search.set("iss", issuer);
    if (!issuer) search.delete("iss");
    assert.match((await comeBack(request, `?${search}`, cookie)).to!, /refused=provider$/);
  }
  assert.deepEqual(await counts(world), { accounts: 0, sessions: 0 });
}, { provider });

identityTest("a code that another browser fetched is of no use in an own answer", async (
  request,
  world,
) => {
  const victim = await leave(request), attacker = await leave(request);
  const stolen = (await signInThere(victim.at, "ann")).searchParams.get("code")!;
  const { searchParams } = await signInThere(attacker.at, "bob");
  searchParams.set("code", stolen);
  assert.match((await comeBack(request, `?${searchParams}`, attacker.cookie)).to!, /provider$/);
  assert.deepEqual(await counts(world), { accounts: 0, sessions: 0 });
}, { provider });

identityTest("a code that was used is of no use again, nor without its verifier", async (
  request,
  world,
) => {
  const { cookie, at } = await leave(request);
  const { search, searchParams } = await signInThere(at, "ann");
  const [name, packed] = cookie.split("=");
  const kept = JSON.parse(Buffer.from(packed!, "base64url").toString());
  const without = `${name}=${base64({ ...kept, verifier: undefined })}`;
  assert.match((await comeBack(request, search, without)).to!, /refused=stale$/);
  const wrong = `${name}=${base64({ ...kept, verifier: "x".repeat(43) })}`;
  assert.match((await comeBack(request, search, wrong)).to!, /refused=provider$/);
  assert.deepEqual(await counts(world), { accounts: 0, sessions: 0 });

  const again = await leave(request);
  const fresh = await signInThere(again.at, "ann");
  assert.equal((await comeBack(request, fresh.search, again.cookie)).to, `${WEB}/account`);
  const third = await leave(request);
  const replay = new URLSearchParams(fresh.searchParams);
  replay.set("state", new URL(third.at).searchParams.get("state")!);
  assert.match((await comeBack(request, `?${replay}`, third.cookie)).to!, /refused=provider$/);
  assert.ok(searchParams.has("code"));
  assert.deepEqual(await counts(world), { accounts: 1, sessions: 1 });
}, { provider });

identityTest("the provider takes nobody without PKCE, so nobody can leave it out", async () => {
  const asked = new URLSearchParams({
    ...{ client_id: CLIENT.client_id, redirect_uri: CALLBACK, response_type: "code" },
    ...{ scope: "openid", state: "a state of some length" },
  });
  const response = await fetch(`${real.issuer}/auth?${asked}`, { redirect: "manual" });
  const location = new URL(response.headers.get("location")!);
  await response.body?.cancel();
  assert.equal(location.searchParams.get("error"), "invalid_request");
}, { provider });

identityTest(
  "whoever claims an address at the provider does not get the account that has it",
  async (
    request,
    world,
  ) => {
    await request("/auth/register", anna);
    await request("/auth/email/confirm", { token: await world.tokenFor(anna.email) });
    const before = await counts(world);
    for (const name of ["mallory", "mallet"]) {
      const { to, cookie } = await signIn(request, name);
      assert.match(to!, /refused=no_address$/, name);
      assert.equal(cookie, "");
    }
    assert.deepEqual(await counts(world), before);
  },
  { provider },
);

identityTest("the same name at another provider is another person", async (request, world) => {
  assert.equal((await signIn(request, "bob")).to, `${WEB}/account`);
  const [row] = await world.owner<{ issuer: string; subject: string }[]>`
    select issuer, subject from identity.provided_account`;
  assert.deepEqual({ ...row }, { issuer: real.issuer, subject: "bob" });
  await world.owner`update identity.provided_account set issuer = ${stranger.issuer}`;
  real.people.set("bob", {});
  assert.match((await signIn(request, "bob")).to!, /refused=no_address$/);
  real.people.set("bob", { email: "bob@example.com", email_verified: true });
}, { provider });

identityTest(
  "no page of another site is where signing in leads to, whatever the cookie says",
  async (
    request,
  ) => {
    const pages = [
      "https://evil.test/",
      "//evil.test",
      "/\\evil.test",
      "/\t/evil.test",
      "javascript:x",
    ];
    for (const next of pages) {
      const { cookie, at } = await leave(request);
      const [name, packed] = cookie.split("=");
      const kept = JSON.parse(Buffer.from(packed!, "base64url").toString());
      const { search } = await signInThere(at, "ann");
      const { to } = await comeBack(request, search, `${name}=${base64({ ...kept, next })}`);
      assert.equal(new URL(to!).origin, WEB, next);
    }
  },
  { provider },
);

Deno.test("no service takes a token that a provider whose keys it trusts signed for others, or not at all", async () => {
  const JWKS_URL = `${real.issuer}/jwks`;
  const app = createApp({ log: silentLog() });
  const revoked = new RevokedSessions();
  revoked.replace([]);
  app.use(authenticate({ ...auth, JWKS_URL, JWT_ISSUER: real.issuer }, undefined, { revoked }));
  app.get("/", (c) => c.text(c.var.userId));
  const { keys: [{ kid }] } = await (await fetch(JWKS_URL)).json();
  const claims = { sub: "ann", iss: real.issuer, aud: "rollcall" };
  const token = (over: object, header: object, key: CryptoKey | Uint8Array) =>
    new SignJWT({ ...claims, ...over }).setIssuedAt().setExpirationTime("5m")
      .setProtectedHeader({ alg: "RS256", kid, ...header }).sign(key);
  const status = async (authorization: string) =>
    (await app.request("/", { headers: { authorization: `Bearer ${authorization}` } })).status;
  const good = await token({}, {}, real.signingKey);
  assert.equal(await status(good), 200, "twin: such a token is taken");
  const bytes = new TextEncoder().encode(published);
  const refused = {
    "of another client": await token({ aud: "another-client" }, {}, real.signingKey),
    "of another issuer": await token({ iss: stranger.issuer }, {}, real.signingKey),
    "somebody else's key": await token({}, {}, other.privateKey),
    "HS256 by the published key": await token({}, { alg: "HS256" }, bytes),
    "HS256, a key of no bytes but one": await token({}, { alg: "HS256" }, new Uint8Array(1)),
    "alg none": `${base64({ alg: "none", kid })}.${good.split(".")[1]}.`,
    "a key that it brings itself": await token(
      {},
      { jwk: { kty: "RSA", n: "AQAB", e: "AQAB" }, jku: `${stranger.issuer}/jwks` },
      stranger.signingKey,
    ),
  };
  for (const [what, one] of Object.entries(refused)) assert.equal(await status(one), 401, what);
});
