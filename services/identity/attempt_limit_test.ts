/** Attacks on signing in, registering and refreshing: they slow down the attacker and nobody else. */
import assert from "node:assert/strict";
import type { Sql } from "@rollcall/event-store";
import { openAttemptLimit } from "./attempt_limit.ts";
import { KNOWN_DAYS, openKnownDevices } from "./known_devices.ts";
import { anna, type Ask, FIRST_S, identityTest, policies, REGISTRATIONS } from "./testing/world.ts";

const WRONG = "wrong horse";
const PAGE = { "sec-fetch-site": "same-origin" };

/** Who tries to sign in, from an address that he cannot choose, whatever he says before it. */
function from(request: Ask, address: string, headers: Record<string, string> = {}) {
  return (password: string, email = anna.email) =>
    request("/auth/login", { email, password }, {
      "x-forwarded-for": `6.6.6.6, ${address}`,
      ...headers,
    });
}

/** Tries so often in a row; what was answered. */
async function tries(times: number, attempt: (i: number) => Promise<Response>): Promise<number[]> {
  const statuses: number[] = [];
  for (let i = 0; i < times; i++) statuses.push((await attempt(i)).status);
  return statuses;
}

const register = (request: Ask, address: string, email = anna.email, headers = {}) =>
  request("/auth/register", { ...anna, email }, { "x-forwarded-for": address, ...headers });

/** Anna's browser, which has signed in before; what it sends from then on. */
async function knownBrowser(request: Ask, address: string): Promise<Record<string, string>> {
  const answer = await register(request, address, anna.email, PAGE);
  assert.equal(answer.status, 201);
  const device = answer.headers.getSetCookie().find((one) => one.startsWith("rollcall_device="))!;
  assert.match(device, /; Max-Age=7776000; Path=\/; HttpOnly; SameSite=Lax$/);
  return { ...PAGE, cookie: device.split(";")[0]! };
}

/** Whether the wait is so many seconds, less what has passed of them on a slow machine. */
function isAbout(refused: Response, seconds: number): boolean {
  const wait = Number(refused.headers.get("retry-after"));
  return wait <= seconds && wait > seconds / 2;
}

/** As if so many seconds had passed. */
async function later(sql: Sql, seconds: number): Promise<void> {
  await sql`update identity.attempt set last_at = last_at - ${seconds} * interval '1 second'`;
}

identityTest("each wrong password doubles the wait, and nothing is locked", async (
  request,
  { sql },
) => {
  await register(request, "10.0.0.9");
  const attempt = from(request, "20.0.0.1");
  assert.deepEqual(await tries(3, () => attempt(WRONG)), [401, 401, 401]);
  const refused = await attempt(anna.password);
  assert.equal(refused.status, 429);
  assert.ok(isAbout(refused, FIRST_S));
  const wait = refused.headers.get("retry-after");
  assert.equal(refused.headers.get("ratelimit"), `"attempts-pair";r=0;t=${wait}`);
  assert.equal(refused.headers.get("ratelimit-policy"), '"attempts-pair";q=3;w=3600');
  const { code, detail } = await refused.json();
  assert.equal(code, "TOO_MANY_ATTEMPTS");
  assert.match(detail, /to sign in to this account from your address: try again in \d+ s\.$/);
  // Hammering does not push the next attempt away.
  assert.deepEqual(await tries(5, () => attempt(WRONG)), [429, 429, 429, 429, 429]);
  await later(sql, FIRST_S);
  assert.equal((await attempt(WRONG)).status, 401);
  assert.ok(isAbout(await attempt(anna.password), 2 * FIRST_S));
  await later(sql, 2 * FIRST_S);
  assert.equal((await attempt(anna.password)).status, 200);
  assert.deepEqual(await tries(3, () => attempt(WRONG)), [401, 401, 401], "the count began anew");
});

identityTest("a known browser gets in whatever strangers try, in the same network too", async (
  request,
) => {
  const own = await knownBrowser(request, "10.0.0.1");
  const strangers = ["10.0.0.1", "10.0.0.2", "30.0.0.1", "40.0.0.1", "2001:db8::1"];
  for (const address of strangers) await tries(20, () => from(request, address)(WRONG));
  assert.equal((await from(request, "10.0.0.1")(anna.password)).status, 429, "without its cookie");
  assert.equal((await from(request, "10.0.0.1", own)(anna.password)).status, 200);
  assert.equal((await from(request, "99.0.0.1", own)(anna.password)).status, 200, "on a journey");
});

identityTest("a known browser that guesses waits as well", async (request) => {
  const own = await knownBrowser(request, "10.0.0.1");
  const attempt = from(request, "10.0.0.1", own);
  assert.deepEqual(await tries(4, () => attempt(WRONG)), [401, 401, 401, 429]);
  const refused = await (await attempt(anna.password)).json();
  assert.match(refused.detail, /to this account from this device: try again in \d+ s/);
});

identityTest("the cookie of another account's browser, or a made-up one, is not known", async (
  request,
) => {
  await register(request, "10.0.0.1");
  const bob = await register(request, "10.0.0.2", "bob@example.com", PAGE);
  const cookies = [
    bob.headers.getSetCookie().find((one) => one.startsWith("rollcall_device="))!.split(";")[0]!,
    `rollcall_device=${"x".repeat(43)}`,
    "rollcall_device=x",
  ];
  await tries(3, () => from(request, "50.0.0.1")(WRONG));
  for (const cookie of cookies) {
    const attempt = from(request, "50.0.0.1", { ...PAGE, cookie });
    assert.equal((await attempt(anna.password)).status, 429, cookie);
  }
});

identityTest("guessers at one account slow each other down, from however many addresses", async (
  request,
) => {
  await register(request, "10.0.0.1");
  const guesses = await tries(60, (i) => from(request, `60.0.${i}.1`)(WRONG));
  assert.equal(guesses.filter((status) => status === 401).length, 6);
  assert.equal(guesses.slice(6).every((status) => status === 429), true);
  const stranger = await (await from(request, "70.0.0.1")(anna.password)).json();
  assert.match(stranger.detail, /from devices that it does not know: try again in \d+ /);
  // A program on a network that the account knows goes on.
  assert.equal((await from(request, "10.0.0.1")(anna.password)).status, 200);
});

identityTest("an account that is not there is answered the same", async (request) => {
  await register(request, "10.0.0.1");
  const answers = async (email: string, address: string) => {
    const attempt = from(request, address);
    const all = [];
    for (let i = 0; i < 5; i++) {
      const { status, detail } = await (await attempt(WRONG, email)).json();
      all.push([status, detail.replace(/\d+ s/, "")]);
    }
    return all;
  };
  assert.deepEqual(
    await answers(anna.email, "20.0.0.1"),
    await answers("nobody@example.com", "30.0.0.1"),
  );
});

identityTest("naming other addresses before one's own gives no further attempts", async (
  request,
) => {
  await register(request, "10.0.0.1");
  const guesses = await tries(5, (i) => {
    const headers = { "x-forwarded-for": `1.1.1.${i}, 10.0.0.2, 20.0.0.1` };
    return from(request, "", headers)(WRONG);
  });
  assert.deepEqual(guesses, [401, 401, 401, 429, 429]);
});

identityTest("one address has so many attempts on all accounts together", async (request) => {
  await register(request, "10.0.0.1");
  const attempt = from(request, "20.0.0.1");
  const guesses = await tries(12, (i) => attempt(WRONG, `user${i}@example.com`));
  assert.deepEqual(guesses, [...Array(9).fill(401), 429, 429, 429]);
  const refused = await (await attempt(anna.password)).json();
  assert.match(refused.detail, /attempts to sign in from your address: /);
  assert.equal((await from(request, "30.0.0.1")(anna.password)).status, 200);
});

identityTest("the addresses beside it count together, up to a higher bound", async (request) => {
  await register(request, "10.0.0.1");
  const guesses = await tries(14, (i) => from(request, `20.0.0.${i}`)(WRONG, `u${i}@example.com`));
  assert.deepEqual(guesses, [...Array(12).fill(401), 429, 429]);
  const refused = await (await from(request, "20.0.0.99")(anna.password)).json();
  assert.match(refused.detail, /attempts to sign in from your network: /);
  assert.equal((await from(request, "20.0.1.1")(anna.password)).status, 200);
});

identityTest("of IPv6 a network of 64 bits is one address", async (request) => {
  await register(request, "10.0.0.1");
  await tries(3, (i) => from(request, `2001:db8::${i + 1}`)(WRONG));
  assert.equal((await from(request, "2001:db8::4")(anna.password)).status, 429);
  assert.equal((await from(request, "2001:db8:1:1::4")(anna.password)).status, 200);
});

identityTest("an office that signs in all day uses nothing up", async (request) => {
  await register(request, "10.0.0.1");
  const right = await tries(15, () => from(request, "10.0.0.1")(anna.password));
  assert.deepEqual(new Set(right), new Set([200]));
});

identityTest("so many accounts an hour are opened from one address without a wait", async (
  request,
  { sql },
) => {
  const open = (i: number, address = "10.0.0.1") => register(request, address, `u${i}@example.com`);
  const opened = await tries(REGISTRATIONS + 2, (i) => open(i));
  assert.deepEqual(opened, [...Array(REGISTRATIONS).fill(201), 429, 429]);
  const refused = await open(90);
  assert.ok(isAbout(refused, FIRST_S));
  assert.match((await refused.json()).detail, /attempts to open accounts from your address: /);
  assert.equal((await open(91, "20.0.0.1")).status, 201);
  await later(sql, FIRST_S);
  assert.equal((await open(92)).status, 201);
  // Asking which addresses have accounts is slowed down likewise.
  const asked = await tries(REGISTRATIONS + 1, () => open(0, "30.0.0.1"));
  assert.deepEqual(asked, [...Array(REGISTRATIONS).fill(409), 429]);
});

identityTest("made-up refresh tokens are slowed down, a good one never is", async (request) => {
  const { refresh_token } = await (await register(request, "10.0.0.1")).json();
  const refresh = (token: string) =>
    request("/auth/refresh", { refresh_token: token }, { "x-forwarded-for": "10.0.0.1" });
  const guesses = await tries(11, (i) => refresh(`made-up-${i}`));
  assert.deepEqual(guesses, [...Array(9).fill(401), 429, 429]);
  assert.equal((await refresh(refresh_token)).status, 200);
});

identityTest("attempts at the same moment, from several processes, all count", async (
  _request,
  { sql },
) => {
  const limits = [1, 2].map(() => openAttemptLimit(sql, policies));
  const attempt = { email: anna.email, address: "1.1.1.1", isKnownNetwork: false } as const;
  const all = await Promise.all(
    Array.from({ length: 20 }, (_, i) => {
      return limits[i % 2]!.signIn({ ...attempt, knownDevice: undefined });
    }),
  );
  assert.equal(all.filter(({ ok }) => ok).length, policies.signIn.pair.free);
});

identityTest("neither addresses nor devices are stored, and old ones are forgotten", async (
  request,
  { sql, owner },
) => {
  const own = await knownBrowser(request, "10.0.0.1");
  await from(request, "10.0.0.1", own)(WRONG);
  const [dump] = await owner<{ text: string }[]>`
    select (select string_agg(a::text, ' ') from identity.attempt a) ||
           (select string_agg(d::text, ' ') from identity.known_device d) as text`;
  for (const word of ["10.0.0", anna.email, own.cookie!.split("=")[1]!]) {
    assert.ok(!dump!.text.includes(word), word);
  }
  const [row] = await sql<{ id: string }[]>`select user_id as id from identity.account`;
  const place = { device: own.cookie!.split("=")[1]!, address: "10.0.0.1" };
  const devices = openKnownDevices(sql);
  const yes = { isKnownDevice: true, isKnownNetwork: true };
  assert.deepEqual(await devices.known(row!.id, place), yes);
  await sql`
    update identity.known_device set seen_at = now() - ${KNOWN_DAYS} * interval '1 day'`;
  const no = { isKnownDevice: false, isKnownNetwork: false };
  assert.deepEqual(await devices.known(row!.id, place), no);
});
