import assert from "node:assert/strict";
import { decodeJwt } from "jose";
import { grantAdmin, listAdmins, revokeAdmin } from "./admins.ts";
import { anna, identityTest } from "./testing/world.ts";

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

identityTest("an admin is who was granted it by id, from the next token on", async (
  request,
  { owner },
) => {
  const first = await (await request("/auth/register", anna)).json();
  const { user } = first;
  assert.deepEqual(user.roles, []);
  assert.equal(await grantAdmin(owner, user.id), "granted");
  assert.equal(await grantAdmin(owner, user.id), "already");
  const admins = await listAdmins(owner);
  assert.deepEqual(admins.map(({ userId, email }) => [userId, email]), [[user.id, anna.email]]);
  const { refresh_token } = first;
  const next = await (await request("/auth/refresh", { refresh_token })).json();
  assert.deepEqual(next.user.roles, ["admin"]);
  assert.deepEqual(decodeJwt(next.token).roles, ["admin"]);
  const me = await request("/auth/me", undefined, bearer(next.token));
  assert.deepEqual((await me.json()).roles, ["admin"]);
  const login = await (await request("/auth/login", anna)).json();
  assert.deepEqual(login.user.roles, ["admin"]);
});

identityTest("no address grants anything, and nobody is granted what is not there", async (
  request,
  { owner },
) => {
  await request("/auth/register", anna);
  for (const id of [anna.email, "", "0198c0de-0000-7000-8000-000000000002"]) {
    assert.equal(await grantAdmin(owner, id), "no such account", id);
    assert.equal(await revokeAdmin(owner, id), "not an admin", id);
  }
  assert.equal((await listAdmins(owner)).length, 0);
});

identityTest("who is an admin no more has no session with the role left", async (
  request,
  { owner },
) => {
  const { user } = await (await request("/auth/register", anna)).json();
  await grantAdmin(owner, user.id);
  const { token, refresh_token } = await (await request("/auth/login", anna)).json();
  assert.equal(await revokeAdmin(owner, user.id), "revoked");
  assert.equal((await request("/auth/me", undefined, bearer(token))).status, 401);
  assert.equal((await request("/auth/refresh", { refresh_token })).status, 401);
  const login = await (await request("/auth/login", anna)).json();
  assert.deepEqual(login.user.roles, []);
});

identityTest("the service itself grants nothing, and an admin's account may go", async (
  request,
  { sql, owner },
) => {
  const { user } = await (await request("/auth/register", anna)).json();
  await assert.rejects(grantAdmin(sql, user.id), /permission denied/);
  await grantAdmin(owner, user.id);
  await owner`delete from identity.account`;
  assert.equal((await listAdmins(owner)).length, 0);
});
