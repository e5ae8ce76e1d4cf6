import assert from "node:assert/strict";
import { grantAdmin, revokeAdmin } from "./admins.ts";
import { anna, type Ask, identityTest } from "./testing/world.ts";

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
