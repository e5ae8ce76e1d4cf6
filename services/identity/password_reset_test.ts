/**
 * Without registering by mail a stranger may hold an address: its owner takes it over by a message, and
 * nothing of the stranger's is left in his way.
 */
import assert from "node:assert/strict";
import { anna, type Ask, identityTest, type World } from "./testing/world.ts";

const NEW = "staples of another colour";
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const status = async (answer: Promise<Response>) => (await answer).status;

/** A stranger has registered with Anna's address, from a browser as well. */
async function strangerHas(request: Ask) {
  const opened = await (await request("/auth/register", anna)).json();
  const browser = await request("/auth/login", anna, { origin: "http://web.test" });
  const cookie = browser.headers.getSetCookie().map((one) => one.split(";")[0]).join("; ");
  return {
    id: opened.user.id as string,
    headers: bearer(opened.token),
    refresh: opened.refresh_token as string,
    cookie,
  };
}

async function linkFor(request: Ask, { tokenFor, messages }: World) {
  await request("/auth/password/forgot", { email: anna.email });
  const token = await tokenFor(anna.email);
  const [message] = await messages();
  return { token, page: new URL(message!.link!).pathname };
}

const reset = (request: Ask, token: string, more: object = {}) =>
  request("/auth/password/reset", { token, new_password: NEW, ...more });

/** None of the stranger's ways in lead anywhere. */
async function assertShutOut(request: Ask, stranger: Awaited<ReturnType<typeof strangerHas>>) {
  const { headers, refresh, cookie } = stranger;
  assert.equal(await status(request("/auth/me", undefined, headers)), 401);
  assert.equal(await status(request("/auth/refresh", { refresh_token: refresh })), 401);
  const browser = { cookie, "sec-fetch-site": "same-origin" };
  assert.equal(await status(request("/auth/me", undefined, browser)), 401);
  assert.equal(await status(request("/auth/login", anna)), 401);
}

identityTest("whoever confirms an address that a stranger has starts over, and is alone", async (
  request,
  world,
) => {
  const stranger = await strangerHas(request);
  // What he asked for while he could would lead the account away later.
  await request(
    "/auth/email",
    { email: "stranger@example.com", password: anna.password },
    stranger.headers,
  );
  const trap = await world.tokenFor("stranger@example.com");
  const { token, page } = await linkFor(request, world);
  assert.equal(page, "/claim", "the page asks whose account it is");
  assert.equal(await status(reset(request, token, { start_over: true })), 204);

  await assertShutOut(request, stranger);
  assert.equal(await status(request("/auth/email/confirm", { token: trap })), 410);
  const { user } = await (await request("/auth/login", { ...anna, password: NEW })).json();
  assert.notEqual(user.id, stranger.id, "jobs and all else belong to the id that is gone");
  assert.deepEqual([user.email, user.name, user.email_verified], [anna.email, null, true]);
  const closed = await world.owner`select user_id from account.closed`;
  assert.deepEqual(closed.map((row) => row.user_id), [stranger.id], "upload deletes his jobs");
  assert.equal(await status(reset(request, token, { start_over: true })), 410, "once");
});

identityTest("his own forgotten account goes on as it was, for whoever says that it is his", async (
  request,
  world,
) => {
  const before = await strangerHas(request);
  const { token } = await linkFor(request, world);
  assert.equal(await status(reset(request, token)), 204);
  await assertShutOut(request, before);
  const [{ devices }] = await world.owner<[{ devices: number }]>`
    select count(*)::int as devices from identity.known_device`;
  assert.equal(devices, 0, "no device from before is a known one");
  const { user } = await (await request("/auth/login", { ...anna, password: NEW })).json();
  assert.deepEqual([user.id, user.email_verified], [before.id, true]);
});

identityTest("a confirmed account is its owner's, and does not start over by a link", async (
  request,
  world,
) => {
  const { id } = await strangerHas(request);
  await request("/auth/email/confirm", { token: await world.tokenFor(anna.email) });
  const { token, page } = await linkFor(request, world);
  assert.equal(page, "/reset");
  const refused = await reset(request, token, { start_over: true });
  assert.equal(refused.status, 409);
  assert.equal((await refused.json()).code, "ADDRESS_CONFIRMED");
  assert.equal(await status(reset(request, token)), 204, "the link was not used up");
  const { user } = await (await request("/auth/login", { ...anna, password: NEW })).json();
  assert.equal(user.id, id);
});

identityTest("two who start over at once: one of them does", async (request, world) => {
  await strangerHas(request);
  const { token } = await linkFor(request, world);
  const both = await Promise.all(
    [1, 2].map(() => status(reset(request, token, { start_over: true }))),
  );
  assert.deepEqual(both.sort(), [204, 410]);
  const [{ accounts }] = await world.owner<[{ accounts: number }]>`
    select count(*)::int as accounts from identity.account`;
  assert.equal(accounts, 1);
});
