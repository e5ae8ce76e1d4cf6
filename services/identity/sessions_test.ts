import assert from "node:assert/strict";
import type { Sql } from "@rollcall/event-store";
import { RevokedSessions } from "@rollcall/platform/sessions/revoked_sessions.ts";
import { decodeJwt } from "jose";
import { GRACE_S, openSessions, SESSIONS_PER_USER } from "./sessions.ts";
import { anna, type Ask, identityTest, IDLE_S, TOKEN_S } from "./testing/world.ts";

const WEB = { origin: "http://web.test", "sec-fetch-site": "same-origin" };
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** Signs a program in. */
async function enter(request: Ask, path = "/auth/login") {
  const response = await request(path, anna);
  assert.ok(response.ok, String(response.status));
  const { token, refresh_token: refreshToken } = await response.json();
  return { token: token as string, refreshToken: refreshToken as string };
}

const refresh = (request: Ask, refresh_token: string) =>
  request("/auth/refresh", { refresh_token });

async function refreshed(request: Ask, refreshToken: string): Promise<string> {
  const response = await refresh(request, refreshToken);
  assert.equal(response.status, 200);
  return (await response.json()).refresh_token;
}

const status = async (request: Ask, token: string, path = "/auth/me") =>
  (await request(path, undefined, bearer(token))).status;

/** As if so many seconds had passed since each token was replaced. */
async function longAgo(sql: Sql, seconds = GRACE_S + 1): Promise<void> {
  await sql`
    update identity.refresh_token set rotated_at = rotated_at - ${seconds} * interval '1 second'`;
}

/** What every service follows. */
async function revokedIds(sql: Sql): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from session.revoked where valid_until > now() order by id`;
  return rows.map(({ id }) => id);
}

/** The cookies that an answer sets, by name, with their attributes. */
function cookiesOf(response: Response): Map<string, string> {
  return new Map(
    response.headers.getSetCookie().map((cookie) => {
      const [pair = "", ...attributes] = cookie.split("; ");
      return [pair.split("=")[0]!, [pair.slice(pair.indexOf("=") + 1), ...attributes].join("; ")];
    }),
  );
}

function carried(response: Response): Record<string, string> {
  const pairs = [...cookiesOf(response)].map(([name, value]) => `${name}=${value.split(";")[0]}`);
  return { cookie: pairs.join("; ") };
}

identityTest("a refresh token is good once, and gives the next", async (request) => {
  const { refreshToken } = await enter(request, "/auth/register");
  const answer = await refresh(request, refreshToken);
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("cache-control"), "no-store");
  const { token, refresh_token: next, expires_in, user } = await answer.json();
  assert.equal(expires_in, TOKEN_S);
  assert.equal(user.email, anna.email);
  assert.notEqual(next, refreshToken);
  assert.equal(await status(request, token), 200);
  assert.notEqual(await refreshed(request, next), next);
});

identityTest("two tabs that refresh at once get the same token, both go on", async (request) => {
  const { refreshToken } = await enter(request, "/auth/register");
  const next = await Promise.all([1, 2, 3, 4].map(() => refreshed(request, refreshToken)));
  assert.equal(new Set(next).size, 1);
  assert.equal((await refresh(request, next[0]!)).status, 200);
});

identityTest(
  "a token that comes back late is in two hands: the session ends for both",
  async (request, { sql }) => {
    const { token, refreshToken } = await enter(request, "/auth/register");
    const elsewhere = await enter(request);
    const next = await refreshed(request, refreshToken);
    await longAgo(sql);
    const answer = await refresh(request, refreshToken);
    assert.equal(answer.status, 401);
    assert.equal((await answer.json()).code, "SESSION_ENDED");
    assert.equal((await refresh(request, next)).status, 401);
    assert.equal(await status(request, token), 401);
    assert.deepEqual(await revokedIds(sql), [decodeJwt(token).sid]);
    assert.equal(await status(request, elsewhere.token), 200);
  },
);

identityTest("a made-up refresh token ends nothing", async (request) => {
  const { token } = await enter(request, "/auth/register");
  for (const made of ["", "x".repeat(43), decodeJwt(token).sid as string]) {
    assert.equal((await refresh(request, made)).status, 401);
  }
  assert.equal(await status(request, token), 200);
});

identityTest("neither tokens nor what makes the next one are in the database", async (
  request,
  { owner },
) => {
  const { refreshToken } = await enter(request, "/auth/register");
  const next = await refreshed(request, refreshToken);
  const [dump] = await owner<{ text: string }[]>`
    select string_agg(t::text, ' ') as text from identity.refresh_token t`;
  for (const token of [refreshToken, next]) {
    assert.ok(!dump!.text.includes(token));
    assert.ok(!dump!.text.includes(hex(new TextEncoder().encode(token))));
  }
});

identityTest("a session ends when it is not used, and one day in any case", async (
  request,
  { sql },
) => {
  const idle = await enter(request, "/auth/register");
  await sql`update identity.session set expires_at = now() - interval '1 second'`;
  assert.equal((await refresh(request, idle.refreshToken)).status, 401);
  assert.equal(await status(request, idle.token), 401);
  const old = await enter(request);
  await sql`update identity.session set created_at = now() - ${2 * IDLE_S} * interval '1 second'`;
  const next = await refreshed(request, old.refreshToken);
  assert.equal((await refresh(request, next)).status, 401);
});

identityTest("I see where I am signed in, and end what I do not know", async (request) => {
  const here = await enter(request, "/auth/register");
  const there = await request("/auth/login", anna, { ...WEB, "user-agent": "Firefox" });
  const list = await (await request("/auth/sessions", undefined, bearer(here.token))).json();
  assert.deepEqual(list.map(({ current }: { current: boolean }) => current), [false, true]);
  assert.equal(list[0].device, "Firefox");
  assert.equal(list[1].id, decodeJwt(here.token).sid);
  const end = (id: string) =>
    request(`/auth/sessions/${id}`, undefined, bearer(here.token), "DELETE");
  assert.equal((await end(list[0].id)).status, 204);
  assert.equal((await request("/auth/me", undefined, carried(there))).status, 401);
  assert.equal(await status(request, here.token), 200);
  const again = await end(list[0].id);
  assert.equal(again.status, 404);
  assert.equal((await again.json()).detail, "There is no such session.");
  assert.equal((await end("none")).status, 404);
});

identityTest("another user's session answers 404, and goes on", async (request) => {
  const own = await enter(request, "/auth/register");
  const other = await (await request("/auth/register", { ...anna, email: "bob@example.com" }))
    .json();
  const id = decodeJwt(other.token).sid;
  const end = await request(`/auth/sessions/${id}`, undefined, bearer(own.token), "DELETE");
  assert.equal(end.status, 404);
  assert.equal(await status(request, other.token), 200);
  const list = await (await request("/auth/sessions", undefined, bearer(own.token))).json();
  assert.equal(list.length, 1);
});

identityTest(
  "signing out everywhere ends every session of mine alone",
  async (request, { sql }) => {
    const mine = [
      await enter(request, "/auth/register"),
      await enter(request),
      await enter(request),
    ];
    const other = await (await request("/auth/register", { ...anna, email: "bob@example.com" }))
      .json();
    const end = await request("/auth/sessions", undefined, bearer(mine[1]!.token), "DELETE");
    assert.equal(end.status, 204);
    for (const { token, refreshToken } of mine) {
      assert.equal(await status(request, token), 401);
      assert.equal((await refresh(request, refreshToken)).status, 401);
    }
    const ids = mine.map(({ token }) => decodeJwt(token).sid as string);
    assert.deepEqual(await revokedIds(sql), ids.sort());
    assert.equal(await status(request, other.token), 200);
  },
);

identityTest("signing out ends the session, by token and by cookie", async (request) => {
  const program = await enter(request, "/auth/register");
  assert.equal((await request("/auth/logout", {}, bearer(program.token))).status, 204);
  assert.equal(await status(request, program.token), 401);
  assert.equal((await refresh(request, program.refreshToken)).status, 401);

  // A program whose access token has expired has its refresh token still.
  const late = await enter(request);
  const ended = await request("/auth/logout", { refresh_token: late.refreshToken });
  assert.equal(ended.status, 204);
  assert.equal(await status(request, late.token), 401);

  const page = carried(await request("/auth/login", anna, WEB));
  const out = await request("/auth/logout", {}, { ...WEB, ...page });
  assert.equal(out.status, 204);
  assert.deepEqual([...cookiesOf(out).values()].map((value) => value.split("; ")[1]), [
    "Max-Age=0",
    "Max-Age=0",
  ]);
  // Refused so late, its answer may meet the cookies of the next session in that browser.
  const expired = page.cookie!.split("; ").find((pair) => pair.startsWith("rollcall_refresh="))!;
  for (
    const refused of [
      await request("/auth/me", undefined, page),
      await request("/auth/me", undefined, { cookie: expired }),
      await request("/auth/refresh", {}, { ...WEB, ...page }),
    ]
  ) {
    assert.equal(refused.status, 401);
    assert.deepEqual(refused.headers.getSetCookie(), []);
  }
  assert.equal((await request("/auth/logout", {})).status, 204);
});

identityTest("no other site signs anybody in or out, or refreshes", async (request) => {
  const page = carried(await request("/auth/register", anna, WEB));
  const evil = { origin: "http://evil.test", "sec-fetch-site": "cross-site" };
  for (const path of ["/auth/login", "/auth/register"]) {
    assert.equal((await request(path, anna, evil)).status, 403, path);
  }
  for (const path of ["/auth/logout", "/auth/refresh"]) {
    assert.equal((await request(path, {}, { ...evil, ...page })).status, 403, path);
  }
  assert.equal((await request("/auth/me", undefined, page)).status, 200);
});

identityTest("a browser's tokens are in cookies that no script reads, and nowhere else", async (
  request,
) => {
  const answer = await request("/auth/register", anna, WEB);
  const body = await answer.json();
  assert.deepEqual(Object.keys(body), ["user"]);
  const cookies = cookiesOf(answer);
  assert.deepEqual([...cookies.keys()].sort(), [
    "rollcall_device",
    "rollcall_refresh",
    "rollcall_session",
  ]);
  assert.match(cookies.get("rollcall_session")!, /; Max-Age=540; Path=\/; HttpOnly; SameSite=Lax$/);
  assert.match(
    cookies.get("rollcall_refresh")!,
    /; Max-Age=3600; Path=\/; HttpOnly; SameSite=Lax$/,
  );
  const again = await request("/auth/refresh", {}, { ...WEB, ...carried(answer) });
  assert.deepEqual(Object.keys(await again.json()), ["user"]);
  assert.notEqual(cookiesOf(again).get("rollcall_refresh"), cookies.get("rollcall_refresh"));
  // Whoever names either header is taken for a page: no script can leave its own out.
  for (const [name, value] of Object.entries(WEB)) {
    const one = await request("/auth/login", anna, { [name]: value });
    assert.deepEqual(Object.keys(await one.json()), ["user"], name);
  }
});

const overHttps = {
  "by the issuer": { JWT_ISSUER: "https://rollcall.test" },
  "by the web's origin": { WEB_ORIGINS: ["https://web.test"] },
};
for (const [how, auth] of Object.entries(overHttps)) {
  identityTest(
    `over https, ${how}, the cookies belong to this host alone`,
    async (request) => {
      const answer = await request("/auth/register", anna, { "sec-fetch-site": "same-origin" });
      const cookies = cookiesOf(answer);
      assert.equal(cookies.size, 3);
      for (const name of cookies.keys()) assert.match(name, /^__Host-rollcall_/);
      for (const value of cookies.values()) assert.match(value, /; Path=\/; HttpOnly; Secure; /);
      assert.equal((await request("/auth/me", undefined, carried(answer))).status, 200);
      const plain = carried(answer).cookie!.replaceAll("__Host-", "");
      assert.equal((await request("/auth/me", undefined, { cookie: plain })).status, 401);
    },
    { auth },
  );
}

identityTest("who signs out everywhere with an expired cookie keeps none", async (request) => {
  const page = carried(await request("/auth/register", anna, WEB));
  const old = page.cookie!.split("; ").find((pair) => pair.startsWith("rollcall_refresh="))!;
  const out = await request("/auth/sessions", undefined, { ...WEB, cookie: old }, "DELETE");
  assert.equal(out.status, 204);
  const values = [...cookiesOf(out).values()];
  assert.equal(out.headers.getSetCookie().length, 2);
  for (const value of values) assert.match(value, /^; Max-Age=0; /);
});

identityTest("a page whose access cookie is gone is renewed on the way", async (request) => {
  const page = carried(await request("/auth/register", anna, WEB));
  const old = page.cookie!.split("; ").find((pair) => pair.startsWith("rollcall_refresh="))!;
  const answer = await request("/auth/me", undefined, { cookie: old });
  assert.equal(answer.status, 200);
  assert.deepEqual([...cookiesOf(answer).keys()], ["rollcall_session", "rollcall_refresh"]);
  assert.notEqual(carried(answer).cookie, page.cookie);
});

identityTest("a deleted account's sessions and tokens are void at once", async (
  request,
  { sql, owner },
) => {
  const { token, refreshToken } = await enter(request, "/auth/register");
  const { sub, sid } = decodeJwt(token);
  await owner`delete from identity.account where user_id = ${sub!}`;
  assert.equal(await status(request, token), 401);
  assert.equal((await refresh(request, refreshToken)).status, 401);
  assert.deepEqual(await revokedIds(sql), [sub!, sid as string].sort());
  const list = new RevokedSessions();
  list.replace(await sql`select id, is_user as "isUser" from session.revoked`);
  assert.ok(list.has({ userId: sub!, sessionId: undefined }));
});

identityTest("the list of revoked sessions stays short", async (request, { sql, owner }) => {
  await enter(request, "/auth/register");
  await sql`update identity.session set token_until = now() - interval '2 minutes'`;
  await sql`delete from identity.session`;
  assert.deepEqual(await revokedIds(sql), [], "its tokens have expired anyway");
  const { token } = await enter(request);
  await request("/auth/logout", {}, bearer(token));
  await owner`update session.revoked set valid_until = now() - interval '1 second'`;
  const next = await enter(request);
  await request("/auth/logout", {}, bearer(next.token));
  const rows = await sql`select id from session.revoked`;
  assert.deepEqual(rows.map(({ id }) => id), [decodeJwt(next.token).sid]);
});

identityTest("a login of another service reads who is revoked, and nothing of identity's", async (
  _request,
  { owner },
) => {
  await owner.begin(async (tx) => {
    await tx`create role other_service nologin`;
    await tx`set local role other_service`;
    await tx`select id from session.revoked`;
    for (const table of ["session.revoked (id, valid_until) values ('x', now())"]) {
      await assert.rejects(
        tx.savepoint((inner) => inner.unsafe(`insert into ${table}`)),
        /permission denied/,
      );
    }
    await assert.rejects(
      tx.savepoint((inner) => inner`select 1 from identity.session`),
      /permission denied/,
    );
    await assert.rejects(
      tx.savepoint((inner) => inner`select identity.revoke('x', false, now())`),
      /permission denied/,
    );
    throw new RolledBack();
  }).catch((error) => assert.ok(error instanceof RolledBack, String(error)));
});

identityTest("one user has so many sessions; those unused for longest end", async (
  request,
  { sql },
) => {
  const { token } = await enter(request, "/auth/register");
  const userId = decodeJwt(token).sub!;
  const sessions = openSessions(sql, { tokenS: TOKEN_S, idleS: IDLE_S, longestS: IDLE_S });
  const account = await hashOf(sql, userId);
  for (let i = 0; i < SESSIONS_PER_USER; i++) {
    await sessions.open(account, { name: null, address: null });
  }
  assert.equal((await sessions.list(userId)).length, SESSIONS_PER_USER);
  assert.equal(await status(request, token), 401);
});

identityTest("whoever is on his way in with the old password when it changes stays out", async (
  request,
  { sql },
) => {
  const { token } = await enter(request, "/auth/register");
  const sessions = openSessions(sql, { tokenS: TOKEN_S, idleS: IDLE_S, longestS: IDLE_S });
  const nobody = { name: null, address: null };
  const before = await hashOf(sql, decodeJwt(token).sub!);
  assert.ok(await sessions.open(before, nobody));
  const change = { old_password: anna.password, new_password: "staples of another colour" };
  const changed = await request("/auth/password", change, bearer(token));
  assert.equal(changed.status, 204);
  assert.equal(await sessions.open(before, nobody), undefined);
  assert.equal((await sessions.list(before.id)).length, 1, "the one that changed it");
  assert.ok(await sessions.open(await hashOf(sql, before.id), nobody));
});

async function hashOf(sql: Sql, id: string): Promise<{ id: string; passwordHash: string }> {
  const [row] = await sql<{ passwordHash: string }[]>`
    select password_hash as "passwordHash" from identity.account where user_id = ${id}`;
  return { id, ...row! };
}

class RolledBack extends Error {}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

identityTest("who signed in a while ago gives the password to end other sessions", async (
  request,
  { owner },
) => {
  const here = await enter(request, "/auth/register"), there = await enter(request);
  await owner`update identity.session set created_at = now() - interval '10 minutes'`;
  const list = await (await request("/auth/sessions", undefined, bearer(here.token))).json();
  const { id } = list.find(({ current }: { current: boolean }) => !current);
  const end = (path: string, password?: string) =>
    request(path, password === undefined ? undefined : { password }, bearer(here.token), "DELETE");
  for (const path of [`/auth/sessions/${id}`, "/auth/sessions"]) {
    const refused = await end(path);
    assert.deepEqual([refused.status, (await refused.json()).code], [403, "PASSWORD_NEEDED"], path);
    const wrong = await end(path, "wrong horse");
    assert.deepEqual([wrong.status, (await wrong.json()).code], [422, "VALIDATION_FAILED"], path);
  }
  const me = (token: string) => request("/auth/me", undefined, bearer(token));
  assert.equal((await me(there.token)).status, 200, "nothing has ended");
  assert.equal((await end(`/auth/sessions/${id}`, anna.password)).status, 204);
  assert.equal((await me(there.token)).status, 401);
  // One's own needs nothing.
  const own = await (await request("/auth/sessions", undefined, bearer(here.token))).json();
  assert.equal((await end(`/auth/sessions/${own[0].id}`)).status, 204);

  const fresh = await enter(request);
  const all = await request("/auth/sessions", undefined, bearer(fresh.token), "DELETE");
  assert.equal(all.status, 204, "who has just signed in is not asked again");
});
