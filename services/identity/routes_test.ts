import assert from "node:assert/strict";
import { connect } from "@rollcall/event-store";
import { decodeJwt } from "jose";
import { identityApp } from "./routes.ts";
import { admin, anna, type Ask, identityTest, json, partsOn } from "./testing/world.ts";

identityTest("registering signs in, by token and by cookie", async (request) => {
  const response = await request("/auth/register", anna);
  assert.equal(response.status, 201);
  const { token, user } = await response.json();
  assert.deepEqual(user, { id: user.id, email: "anna@example.com", name: "Anna", roles: [] });
  const cookie = response.headers.get("set-cookie") ?? "";
  assert.match(cookie, /^rollcall_session=[^;]+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/);

  const claims = decodeJwt(token);
  assert.deepEqual(Object.keys(claims).sort(), ["aud", "exp", "iat", "iss", "sid", "sub"]);
  assert.equal(claims.sub, user.id);

  const byToken = await request("/auth/me", undefined, { authorization: `Bearer ${token}` });
  assert.deepEqual(await byToken.json(), user);
  const byCookie = await request("/auth/me", undefined, { cookie: cookie.split(";")[0] ?? "" });
  assert.deepEqual(await byCookie.json(), user);
  assert.equal((await request("/auth/me")).status, 401);
});

identityTest("an operator's address, however cased, has the role admin", async (request) => {
  await request("/auth/register", { ...admin, email: "Ops@Example.com" });
  const { token, user } = await (await request("/auth/login", admin)).json();
  assert.deepEqual(user.roles, ["admin"]);
  assert.deepEqual(decodeJwt(token).roles, ["admin"]);
  const me = await request("/auth/me", undefined, { authorization: `Bearer ${token}` });
  assert.deepEqual((await me.json()).roles, ["admin"]);
});

identityTest("an address is one account, however it is cased", async (request) => {
  await request("/auth/register", anna);
  const again = await request("/auth/register", { ...anna, email: "Anna@Example.com" });
  assert.equal(again.status, 409);
  assert.equal((await again.json()).code, "EMAIL_TAKEN");
  const login = await request("/auth/login", { ...anna, email: "ANNA@example.com" });
  assert.equal(login.status, 200);
  assert.equal((await login.json()).user.email, "anna@example.com");
});

identityTest("two concurrent registrations of one address make one account", async (request) => {
  const both = await Promise.all([1, 2].map(() => request("/auth/register", anna)));
  assert.deepEqual(both.map((response) => response.status).sort(), [201, 409]);
});

identityTest("a weak password is 422 and says why", async (request) => {
  for (const password of ["short", "password", "aaaaaaaaaa", anna.email]) {
    const response = await request("/auth/register", { ...anna, password });
    const body = await response.json();
    assert.equal(response.status, 422, password);
    assert.equal(body.errors[0].path, "body.password");
  }
});

identityTest("text that cannot be stored is 422, wherever it stands", async (request) => {
  for (const name of ["Ann\0", "Ann \ud83d"]) {
    const response = await request("/auth/register", { ...anna, name });
    assert.equal(response.status, 422, JSON.stringify(name));
    assert.equal((await response.json()).errors[0].path, "body.name");
  }
  const login = await request("/auth/login", { ...anna, email: "anna@example.com\0" });
  assert.equal(login.status, 422);
});

identityTest("a wrong password and an unknown address get the same answer", async (request) => {
  await request("/auth/register", anna);
  const wrong = await request("/auth/login", { ...anna, password: "wrong horse" });
  const unknown = await request("/auth/login", { ...anna, email: "berta@example.com" });
  assert.equal(wrong.status, 401);
  assert.equal(unknown.status, 401);
  assert.deepEqual(await wrong.json(), await unknown.json());
});

/** Who tries to sign in, from an address that he cannot choose, whatever he says before it. */
function from(request: Ask, address: string, said = "6.6.6.6, ") {
  const headers = { "x-forwarded-for": `${said}${address}` };
  return (password: string, email = anna.email) =>
    request("/auth/login", { email, password }, headers);
}

identityTest("too many attempts are 429, even with the right password then", async (request) => {
  await request("/auth/register", anna);
  const attempt = from(request, "10.0.0.1");
  for (let i = 0; i < 3; i++) assert.equal((await attempt("wrong horse")).status, 401);
  const refused = await attempt(anna.password);
  assert.equal(refused.status, 429);
  assert.match(refused.headers.get("retry-after") ?? "", /^(8\d\d|900)$/);
  assert.match((await refused.json()).detail, /to this account from your address: .* 15 min/);
});

identityTest("strangers do not lock the owner out at the owner's address", async (request) => {
  await request("/auth/register", anna);
  const owner = from(request, "10.0.0.2");
  for (const stranger of ["10.0.0.1", "10.0.0.3", "2001:db8::1"]) {
    for (let i = 0; i < 5; i++) await from(request, stranger)("wrong horse");
  }
  assert.equal((await owner(anna.password)).status, 200);
});

identityTest(
  "naming other addresses before one's own gives no further attempts",
  async (request) => {
    await request("/auth/register", anna);
    const statuses: number[] = [];
    for (let i = 0; i < 5; i++) {
      const attempt = from(request, "10.0.0.1", `1.1.1.${i}, 10.0.0.2, `);
      statuses.push((await attempt("wrong horse")).status);
    }
    assert.deepEqual(statuses, [401, 401, 401, 429, 429]);
    assert.equal((await from(request, "10.0.0.2")(anna.password)).status, 200);
  },
);

identityTest("one address has so many attempts on all accounts together", async (request) => {
  await request("/auth/register", anna);
  const attempt = from(request, "10.0.0.1");
  for (let i = 0; i < 8; i++) {
    assert.equal((await attempt("wrong horse", `user${i}@example.com`)).status, 401);
  }
  const refused = await attempt(anna.password);
  assert.equal(refused.status, 429);
  assert.match((await refused.json()).detail, /attempts to sign in from your address: /);
  assert.equal((await from(request, "10.0.0.2")(anna.password)).status, 200);
});

identityTest(
  "an office that signs in all day uses no attempts of its address up",
  async (request) => {
    await request("/auth/register", anna);
    const attempt = from(request, "10.0.0.1");
    for (let i = 0; i < 10; i++) assert.equal((await attempt(anna.password)).status, 200);
  },
);

identityTest("a network of IPv6 is one address", async (request) => {
  await request("/auth/register", anna);
  for (let i = 1; i <= 3; i++) await from(request, `2001:db8::${i}`)("wrong horse");
  assert.equal((await from(request, "2001:db8::4")(anna.password)).status, 429);
  assert.equal((await from(request, "2001:db8:0:1::4")(anna.password)).status, 200);
});

identityTest("the right password clears the count", async (request) => {
  await request("/auth/register", anna);
  for (let round = 0; round < 3; round++) {
    await request("/auth/login", { ...anna, password: "wrong horse" });
    await request("/auth/login", { ...anna, password: "wrong horse" });
    assert.equal((await request("/auth/login", anna)).status, 200);
  }
});

identityTest("the key set holds public keys only", async (request) => {
  const response = await request("/.well-known/jwks.json");
  const { keys } = await response.json();
  assert.equal(keys.length, 1);
  assert.deepEqual(Object.keys(keys[0]).sort(), ["alg", "crv", "kid", "kty", "use", "x"]);
});

Deno.test("identity: while Postgres is away, answers are 503", async () => {
  const sql = connect("postgres://u:p@127.0.0.1:1/d", { name: "identity-test", max: 1 });
  const app = identityApp(await partsOn(sql));
  const init = { method: "POST", body: JSON.stringify(anna), headers: json };
  for (const path of ["/auth/login", "/auth/register"]) {
    const response = await app.request(path, init);
    assert.equal(response.status, 503);
    assert(response.headers.has("retry-after"));
  }
  assert.equal((await app.request("/.well-known/jwks.json")).status, 503);
  await sql.end({ timeout: 0 });
});
