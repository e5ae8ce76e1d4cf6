import assert from "node:assert/strict";
import { connect } from "@rollcall/event-store";
import { decodeJwt } from "jose";
import { openPasswords } from "./passwords.ts";
import { identityApp } from "./routes.ts";
import { anna, identityTest, json, partsOn } from "./testing/world.ts";

identityTest("registering signs in, by token and by cookie", async (request) => {
  const response = await request("/auth/register", anna);
  assert.equal(response.status, 201);
  const { token, user } = await response.json();
  assert.deepEqual(user, {
    id: user.id,
    email: "anna@example.com",
    name: "Anna",
    roles: [],
    email_verified: false,
    second_factor: false,
  });
  const cookie = response.headers.get("set-cookie") ?? "";
  assert.match(cookie, /^rollcall_session=[^;]+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/);

  const claims = decodeJwt(token);
  assert.deepEqual(Object.keys(claims).sort(), ["aud", "exp", "iat", "iss", "sid", "sub"]);
  assert.equal(claims.sub, user.id);

  const byToken = await request("/auth/me", undefined, { authorization: `Bearer ${token}` });
  const me = { ...user, providers: [] };
  assert.deepEqual(await byToken.json(), me);
  const byCookie = await request("/auth/me", undefined, { cookie: cookie.split(";")[0] ?? "" });
  assert.deepEqual(await byCookie.json(), me);
  assert.equal((await request("/auth/me")).status, 401);
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
  for (
    const password of ["short", "eleven char", "iloveyou1234", "aaaaaaaaaaaaaa", anna.email]
  ) {
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

const changed = "staples of another colour";

identityTest("a changed password is the only one, and ends all other sessions", async (request) => {
  const { token } = await (await request("/auth/register", anna)).json();
  const other = await (await request("/auth/login", anna)).json();
  const headers = { authorization: `Bearer ${token}` };
  const change = { old_password: anna.password, new_password: changed };
  assert.equal((await request("/auth/password", change, headers)).status, 204);
  assert.equal((await request("/auth/login", anna)).status, 401);
  assert.equal((await request("/auth/login", { ...anna, password: changed })).status, 200);
  assert.equal((await request("/auth/me", undefined, headers)).status, 200);
  const elsewhere = { authorization: `Bearer ${other.token}` };
  assert.equal((await request("/auth/me", undefined, elsewhere)).status, 401);
  const refreshed = await request("/auth/refresh", { refresh_token: other.refresh_token });
  assert.equal(refreshed.status, 401);
  assert.equal((await request("/auth/password", change, headers)).status, 422);
});

identityTest("who has a session but not the password does not change it, nor guess it", async (
  request,
) => {
  const { token } = await (await request("/auth/register", anna)).json();
  const headers = { authorization: `Bearer ${token}` };
  const change = { old_password: "wrong horse battery", new_password: changed };
  assert.equal((await request("/auth/password", change)).status, 401);
  for (let i = 0; i < 3; i++) {
    const wrong = await request("/auth/password", change, headers);
    assert.equal(wrong.status, 422);
    assert.equal((await wrong.json()).errors[0].path, "body.old_password");
  }
  const right = { ...change, old_password: anna.password };
  assert.equal((await request("/auth/password", right, headers)).status, 429);
  // The owner himself is not held up by that.
  assert.equal((await request("/auth/login", anna)).status, 200);
});

identityTest("a new password is held to the same rules", async (request) => {
  const { token } = await (await request("/auth/register", anna)).json();
  const headers = { authorization: `Bearer ${token}` };
  for (const new_password of ["eleven char", "iloveyou1234", anna.email]) {
    const change = { old_password: anna.password, new_password };
    const refused = await request("/auth/password", change, headers);
    assert.equal(refused.status, 422, new_password);
    assert.equal((await refused.json()).errors[0].path, "body.new_password");
  }
});

identityTest("a password of before that is shorter still signs in", async (request, { owner }) => {
  await request("/auth/register", anna);
  const { hash } = await openPasswords();
  await owner`update identity.account set password_hash = ${await hash("xk4 pQ9z")}`;
  assert.equal((await request("/auth/login", { ...anna, password: "xk4 pQ9z" })).status, 200);
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
