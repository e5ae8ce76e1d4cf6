import assert from "node:assert/strict";
import { grantAdmin, revokeAdmin } from "./admins.ts";
import { anna, type Ask, identityTest, now } from "./testing/world.ts";
import { codeAt } from "./totp.ts";

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

interface Noted {
  id: string;
  action: string;
  address: string | null;
  request_id: string | null;
}

async function logOf(request: Ask, token: string, query = ""): Promise<Noted[]> {
  const answer = await request(`/me/security-log${query}`, undefined, bearer(token));
  assert.equal(answer.status, 200);
  return await answer.json();
}

identityTest("what is done with an account is in its log, the newest first", async (
  request,
  { owner },
) => {
  await request("/auth/register", anna);
  await request("/auth/login", { ...anna, password: "a wrong one" });
  const login = await request("/auth/login", anna, { "x-request-id": "sign-in-1" });
  const { token, user, refresh_token } = await login.json();
  const change = { old_password: "a wrong one", new_password: "staples of another colour" };
  await request("/auth/password", change, bearer(token));
  await request("/auth/password", { ...change, old_password: anna.password }, bearer(token));
  await grantAdmin(owner, user.id);
  const log = await logOf(request, token);
  const order = log.map(({ action }) => action).filter((action) => action !== "admin_granted");
  assert.deepEqual(order, [
    ...["password_changed", "password_change_failed"],
    ...["signed_in", "sign_in_failed", "registered"],
  ]);
  assert.equal(log.length, order.length + 1);
  const [signedIn] = log.filter(({ action }) => action === "signed_in");
  assert.equal(signedIn!.request_id, "sign-in-1");
  assert.notEqual(signedIn!.address, null);
  assert.equal("user_id" in signedIn!, false);

  await request("/auth/logout", { refresh_token });
  await revokeAdmin(owner, user.id);
  const again = (await (await request("/auth/login", {
    ...anna,
    password: change.new_password,
  })).json()).token;
  const actions = (await logOf(request, again, "?limit=3")).map(({ action }) => action);
  assert.deepEqual(actions.sort(), ["admin_revoked", "signed_in", "signed_out"]);
});

const WRONG = "a wrong one";

identityTest("a wrong password is noted wherever it is asked again, by what it was for", async (
  request,
  { owner, tokenFor },
) => {
  await request("/auth/register", anna);
  await request("/auth/email/confirm", { token: await tokenFor(anna.email) });
  const change = { old_password: WRONG, new_password: "staples of another colour" };
  const asked = [
    ["POST", "/auth/email", { email: "new@example.com", password: WRONG }, "email_change_failed"],
    ["POST", "/auth/second-factor", { password: WRONG }, "second_factor_change_failed"],
    ["POST", "/auth/password", change, "password_change_failed"],
    ["DELETE", "/auth/sessions", { password: WRONG }, "session_end_failed"],
    ["DELETE", "/me", { password: WRONG }, "account_deletion_failed"],
  ] as const;
  for (const [method, path, body, action] of asked) {
    // Each by a session of its own, as it counts what its holder tries.
    const { token } = await (await request("/auth/login", anna)).json();
    await owner`update identity.session set created_at = now() - interval '10 minutes'`;
    assert.equal((await request(path, body, bearer(token), method)).status, 422, path);
    const [newest] = await logOf(request, token);
    assert.equal(newest!.action, action);
    assert.notEqual(newest!.address, null);
    assert.notEqual(newest!.request_id, null);
  }
});

identityTest("with a second factor, its codes and the password with them are noted, too", async (
  request,
  { tokenFor },
) => {
  const { token } = await (await request("/auth/register", anna)).json();
  await request("/auth/email/confirm", { token: await tokenFor(anna.email) });
  const headers = bearer(token), { password } = anna;
  const begun = await request("/auth/second-factor", { password }, headers);
  const { secret } = await begun.json();
  const confirm = (code: string) => request("/auth/second-factor/confirm", { code }, headers);
  assert.equal((await confirm("000000")).status, 422);
  assert.equal((await confirm(codeAt(secret, now.ms))).status, 200);
  const remove = (body: object) => request("/auth/second-factor/remove", body, headers);
  assert.equal((await remove({ password: WRONG, code: "000000" })).status, 422);
  assert.equal((await remove({ password, code: "000000" })).status, 422);
  const actions = (await logOf(request, token)).map(({ action }) => action);
  assert.deepEqual(actions.slice(0, 4), [
    ...["second_factor_failed", "second_factor_change_failed"],
    ...["second_factor_on", "second_factor_failed"],
  ]);
});

identityTest("whoever hammers with passwords in a session does not fill the log", async (
  request,
) => {
  const { token } = await (await request("/auth/register", anna)).json();
  const body = { password: WRONG }, statuses: number[] = [];
  for (let i = 0; i < 8; i++) {
    statuses.push((await request("/me", body, bearer(token), "DELETE")).status);
  }
  assert.deepEqual(statuses, [422, 422, 422, 429, 429, 429, 429, 429]);
  const actions = (await logOf(request, token)).map(({ action }) => action);
  const delayed = actions.filter((action) => action === "sign_in_delayed").length;
  // Two, if ten minutes of the clock end here.
  assert.ok(delayed === 1 || delayed === 2, String(delayed));
  assert.equal(actions.filter((action) => action === "account_deletion_failed").length, 3);
});

identityTest("the log is paged, and a user sees his own alone", async (request, { owner }) => {
  const { token } = await (await request("/auth/register", anna)).json();
  const berta = { ...anna, email: "berta@example.com" };
  const other = await (await request("/auth/register", berta)).json();
  for (let i = 0; i < 3; i++) await request("/auth/login", anna);
  const all = await logOf(request, token);
  assert.equal(all.length, 4);
  const seen: Noted[] = [];
  for (let path: string | undefined = "?limit=1"; path !== undefined;) {
    const answer = await request(`/me/security-log${path}`, undefined, bearer(token));
    seen.push(...await answer.json());
    path = /^<\/me\/security-log(.*)>; rel="next"$/.exec(answer.headers.get("link") ?? "")?.[1];
  }
  assert.deepEqual(seen, all);
  assert.deepEqual((await logOf(request, other.token)).map(({ action }) => action), ["registered"]);
  const wrong = await request("/me/security-log?cursor=x", undefined, bearer(token));
  assert.equal(wrong.status, 422);
  assert.equal((await request("/me/security-log")).status, 401);
  assert.equal((await owner`select 1 from security.entry where user_id is null`).length, 0);
});

identityTest(
  "a guess at no account is noted without what was guessed, or a client's own id",
  async (
    request,
    { owner, sql },
  ) => {
    const { token } = await (await request("/auth/register", anna)).json();
    const guess = { email: "marked@example.com", password: "whatever it is" };
    await request("/auth/login", guess, { "x-request-id": "marked-device" });
    await logOf(request, token);
    const rows = await owner`select action, user_id, e::text as text from security.entry e`;
    assert.ok(rows.some(({ action, user_id }) => action === "sign_in_failed" && user_id === null));
    assert.ok(rows.every(({ text }) => !text.includes("marked") && !text.includes("anna")));
    await assert.rejects(sql`delete from security.entry`, /permission denied/);
  },
);
