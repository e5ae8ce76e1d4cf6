import assert from "node:assert/strict";
import { connect } from "@rollcall/event-store";
import { decodeJwt } from "jose";
import { identityApp } from "./routes.ts";
import { admin, anna, identityTest, json, partsOn } from "./testing/world.ts";

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
