/** Signing in by an external provider: a real one, npm's oidc-provider. */
import assert from "node:assert/strict";
import { silentLog } from "@rollcall/platform/log.ts";
import { authenticate } from "@rollcall/platform/auth.ts";
import { createApp } from "@rollcall/platform/http.ts";
import { RevokedSessions } from "@rollcall/platform/sessions/revoked_sessions.ts";
import { CALLBACK, comeBack, leave, providerOf, signIn } from "./testing/provider_browser.ts";
import { CLIENT, signInThere, startProvider } from "./testing/real_provider.ts";
import { anna, type Ask, auth, identityTest, WEB, type World } from "./testing/world.ts";

const real = await startProvider(CALLBACK);
globalThis.addEventListener("unload", () => void real.close());

const provider = providerOf(real);

const me = async (request: Ask, cookie: string) =>
  await (await request("/auth/me", undefined, { cookie, "sec-fetch-site": "same-origin" })).json();

const accounts = async ({ owner }: World) =>
  (await owner<[{ count: number }]>`select count(*)::int as count from identity.account`)[0].count;

real.people.set("ann", { email: "Ann@Example.com", email_verified: true, name: "Ann Lee" });
real.people.set("guest", { email: "guest@example.com", email_verified: false });
real.people.set("nobody", {});

identityTest("whoever signs in at the provider has an account, the same each time", async (
  request,
  world,
) => {
  const methods = await (await request("/auth/methods")).json();
  assert.equal(methods.provider, "Example");
  const first = await signIn(request, "ann", "/jobs/7?tab=rows");
  assert.equal(first.to, `${WEB}/jobs/7?tab=rows`);
  const user = await me(request, first.cookie);
  assert.deepEqual([user.email, user.name, user.email_verified], [
    "ann@example.com",
    "Ann Lee",
    true,
  ]);
  // Also in the copy of everything, which asks the same route.
  const [row] = await world.owner`select issuer, subject from identity.provided_account`;
  assert.deepEqual(user.providers, [{ ...row }]);
  assert.equal(row!.issuer, real.issuer);
  for (const cookie of first.response.headers.getSetCookie()) assert.match(cookie, /HttpOnly/);
  // The address may change there: it is the same person.
  real.people.set("ann", { email: "ann.lee@example.com", email_verified: true });
  const second = await signIn(request, "ann");
  assert.equal((await me(request, second.cookie)).id, user.id);
  assert.equal(await accounts(world), 1);
  real.people.set("ann", { email: "Ann@Example.com", email_verified: true, name: "Ann Lee" });
}, { provider });

identityTest("leaving for the provider takes PKCE, state and nonce, new each time", async (
  request,
) => {
  const [first, second] = [await leave(request), await leave(request)];
  const asked = new URL(first.at).searchParams;
  assert.equal(asked.get("code_challenge_method"), "S256");
  assert.equal(asked.get("redirect_uri"), CALLBACK);
  assert.equal(asked.get("response_type"), "code");
  for (const name of ["code_challenge", "state", "nonce"]) {
    assert.notEqual(asked.get(name), new URL(second.at).searchParams.get(name), name);
  }
  // The verifier is with the browser that left, and nowhere in the address.
  assert.ok(!first.at.includes("verifier"));
}, { provider });

identityTest("an answer is good for the browser that left for it, once", async (
  request,
  world,
) => {
  const victim = await leave(request);
  const { search } = await signInThere(victim.at, "ann");
  const other = await leave(request);
  for (const cookie of ["", "rollcall_session_away=e30", other.cookie]) {
    const { to, cookie: given } = await comeBack(request, search, cookie);
    assert.match(to!, /^http:\/\/web\.test\/login\?refused=(stale|provider)$/);
    assert.equal(given, "");
  }
  const forged = search.replace(/state=[^&]+/, "state=another-state-that-nobody-gave");
  assert.match((await comeBack(request, forged, victim.cookie)).to!, /refused=provider$/);
  assert.equal(await accounts(world), 0);
  assert.equal((await comeBack(request, search, victim.cookie)).to, `${WEB}/account`);
  assert.match((await comeBack(request, search, victim.cookie)).to!, /refused=provider$/);
}, { provider });

identityTest("who says no at the provider is told so", async (request) => {
  const { cookie, at } = await leave(request);
  const state = new URL(at).searchParams.get("state");
  const iss = encodeURIComponent(real.issuer);
  const search = `?error=access_denied&state=${state}&iss=${iss}`;
  assert.match((await comeBack(request, search, cookie)).to!, /refused=provider$/);
}, { provider });

identityTest("an address that the provider has not verified opens nothing", async (
  request,
  world,
) => {
  for (const name of ["guest", "nobody"]) {
    const { to, cookie } = await signIn(request, name);
    assert.match(to!, /refused=no_address$/);
    assert.equal(cookie, "");
  }
  assert.equal(await accounts(world), 0);
}, { provider });

identityTest("an account of before is joined once its address was confirmed here", async (
  request,
  world,
) => {
  real.people.set("anna", { email: anna.email, email_verified: true });
  await request("/auth/register", anna);
  // Whoever registered with her address might be somebody else.
  assert.match((await signIn(request, "anna")).to!, /refused=address_taken$/);
  await request("/auth/email/confirm", { token: await world.tokenFor(anna.email) });
  const { cookie } = await signIn(request, "anna");
  assert.equal((await me(request, cookie)).email, anna.email);
  assert.equal(await accounts(world), 1);
}, { provider });

identityTest("an account with a second factor is not joined past it", async (request, world) => {
  real.people.set("anna", { email: anna.email, email_verified: true });
  await request("/auth/register", anna);
  await request("/auth/email/confirm", { token: await world.tokenFor(anna.email) });
  await world.owner`
    insert into identity.second_factor (user_id, secret, confirmed_at)
    select user_id, '{}', now() from identity.account`;
  assert.match((await signIn(request, "anna")).to!, /refused=address_taken$/);
}, { provider });

identityTest("no other site is where signing in leads to", async (request) => {
  for (const next of ["https://evil.test/", "//evil.test/x", "/\\evil.test", "x"]) {
    assert.equal((await signIn(request, "ann", next)).to, `${WEB}/`, next);
  }
}, { provider });

identityTest("without a provider nobody is sent anywhere", async (request) => {
  assert.equal((await (await request("/auth/methods")).json()).provider, null);
  for (const path of ["/auth/provider", "/auth/provider/callback?code=x"]) {
    const refused = await request(path);
    assert.equal(refused.status, 409);
    assert.equal((await refused.json()).code, "PROVIDER_OFF");
  }
});

identityTest("a provider that is away is said to be", async (request) => {
  const refused = await request("/auth/provider");
  assert.equal(refused.status, 503);
  assert.ok(refused.headers.has("retry-after"));
}, { provider: providerOf({ ...real, issuer: "http://127.0.0.1:1" }) });

Deno.test("a token that the provider itself signed is taken by every service", async () => {
  const challenge = new URLSearchParams({
    client_id: CLIENT.client_id,
    redirect_uri: CALLBACK,
    response_type: "code",
    scope: "openid",
    resource: "http://rollcall.test",
    code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    code_challenge_method: "S256",
  });
  const back = await signInThere(`${real.issuer}/auth?${challenge}`, "ann");
  const response = await fetch(`${real.issuer}/token`, {
    method: "POST",
    body: new URLSearchParams({
      ...CLIENT,
      grant_type: "authorization_code",
      code: back.searchParams.get("code")!,
      redirect_uri: CALLBACK,
      code_verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
      resource: "http://rollcall.test",
    }),
  });
  const { access_token: token, id_token: idToken } = await response.json();
  const { jwks_uri: JWKS_URL } = await (
    await fetch(`${real.issuer}/.well-known/openid-configuration`)
  ).json();
  const options = { ...auth, JWKS_URL, JWT_ISSUER: real.issuer };
  const app = createApp({ log: silentLog() });
  const revoked = new RevokedSessions();
  revoked.replace([]);
  app.use(authenticate(options, undefined, { revoked }));
  app.get("/", (c) => c.text(c.var.userId));
  const ask = async (authorization: string) =>
    await app.request("/", { headers: { authorization } });
  const taken = await ask(`Bearer ${token}`);
  assert.equal(await taken.text(), "ann");
  // An ID token is for the client that asked for it, not for us.
  assert.equal((await ask(`Bearer ${idToken}`)).status, 401);
});
