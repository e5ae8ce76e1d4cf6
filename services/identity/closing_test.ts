import assert from "node:assert/strict";
import { anna, identityTest, json } from "./testing/world.ts";

const bearer = (token: string) => ({ authorization: `Bearer ${token}`, ...json });

identityTest("an account is deleted by its password, with sessions, devices and addresses", async (
  request,
  { sql, owner },
) => {
  const { token, user } = await (await request("/auth/register", anna)).json();
  const other = await (await request("/auth/login", anna)).json();
  const berta = { ...anna, email: "berta@example.com" };
  const kept = await (await request("/auth/register", berta)).json();
  // As upload does once the last job is gone.
  await owner`
    create function gone() returns trigger language plpgsql as
      $$ begin new.jobs_gone_at := now(); return new; end $$`;
  await owner`create trigger gone before insert on account.closed for each row execute function gone()`;

  const erase = (password: string, using = token) => deleting(request, using, password);
  const wrong = await erase("a wrong one");
  assert.equal(wrong.status, 422);
  assert.equal((await wrong.json()).errors[0].path, "body.password");
  assert.equal((await request("/auth/me", undefined, bearer(token))).status, 200);

  assert.equal((await erase(anna.password)).status, 204);
  for (const each of [token, other.token]) {
    assert.equal((await request("/auth/me", undefined, bearer(each))).status, 401);
  }
  const { refresh_token } = other;
  assert.equal((await request("/auth/refresh", { refresh_token })).status, 401);
  assert.equal((await request("/auth/login", anna)).status, 401);
  assert.equal((await erase(anna.password)).status, 401, "there is nobody to repeat it");
  for (const table of ["account", "session", "known_device", "admin"]) {
    const rows = await owner.unsafe(`select 1 from identity.${table} where user_id = $1`, [
      user.id,
    ]);
    assert.equal(rows.length, 0, table);
  }
  await request("/me/security-log", undefined, bearer(kept.token));
  const entries =
    await owner`select action, address, request_id from security.entry where user_id = ${user.id}`;
  assert.ok(entries.some(({ action }) => action === "account_deleted"));
  assert.ok(entries.some(({ action }) => action === "account_deletion_failed"));
  assert.ok(entries.every(({ address }) => address === null), "also what was written later");
  assert.ok(entries.every(({ request_id }) => request_id === null), "by which a client is known");
  const others =
    await owner`select address, request_id from security.entry where user_id = ${kept.user.id}`;
  assert.ok(others.every(({ address, request_id }) => address !== null && request_id !== null));
  await assert.rejects(sql`delete from account.closed`, /permission denied/);
  // The address may be used anew, by somebody who is somebody else.
  const anew = await (await request("/auth/register", anna)).json();
  assert.notEqual(anew.user.id, user.id);
});

function deleting(
  request: Parameters<Parameters<typeof identityTest>[1]>[0],
  token: string,
  password: string,
): Promise<Response> {
  return request("/me", { password }, bearer(token), "DELETE");
}
