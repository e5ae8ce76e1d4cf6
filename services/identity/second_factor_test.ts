import assert from "node:assert/strict";
import { newRingLine, parseRing, ringMasterKey, type Sql } from "@rollcall/event-store";
import { until } from "../../tests/harness/until.ts";
import { grantAdmin, unlock } from "./admins.ts";
import { openSecondFactors } from "./second_factors.ts";
import { anna, type Ask, identityTest, LONGEST_S, now, type World } from "./testing/world.ts";
import { codeAt } from "./totp.ts";

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const status = async (answer: Promise<Response>) => (await answer).status;
const PASSWORD = anna.password;

/** Half a minute later, and the code of then. */
function nextCode(secret: string): string {
  now.ms += 30_000;
  return codeAt(secret, now.ms);
}

async function register(request: Ask, { tokenFor }: World) {
  const { token, user } = await (await request("/auth/register", anna)).json();
  await request("/auth/email/confirm", { token: await tokenFor(anna.email) });
  return { headers: bearer(token), id: user.id as string };
}

/** An account with a second factor. */
async function secured(request: Ask, world: World) {
  const { headers, id } = await register(request, world);
  const begun = await request("/auth/second-factor", { password: PASSWORD }, headers);
  assert.equal(begun.status, 200);
  const { secret } = await begun.json();
  const confirmed = await request("/auth/second-factor/confirm", {
    code: nextCode(secret),
  }, headers);
  assert.equal(confirmed.status, 200);
  const { recovery_codes: codes } = await confirmed.json();
  return { headers, id, secret: secret as string, codes: codes as string[] };
}

const signIn = (request: Ask, code?: string, password = PASSWORD) =>
  request("/auth/login", { email: anna.email, password, ...(code && { code }) });

async function refusal(answer: Promise<Response>): Promise<[number, string]> {
  const response = await answer;
  return [response.status, (await response.json()).code];
}

identityTest("with a second factor, a right password alone is asked for the code", async (
  request,
  world,
) => {
  const { secret, headers } = await secured(request, world);
  const asked = await signIn(request);
  assert.equal(asked.status, 401);
  assert.equal((await asked.json()).code, "SECOND_FACTOR_NEEDED");
  assert.deepEqual(asked.headers.getSetCookie(), []);
  assert.deepEqual(await refusal(signIn(request, "000000")), [401, "WRONG_CODE"]);
  const entered = await signIn(request, nextCode(secret));
  assert.equal(entered.status, 200);
  assert.equal((await entered.json()).user.second_factor, true);
  const state = await request("/auth/second-factor", undefined, headers);
  assert.deepEqual(await state.json(), { on: true, recovery_codes_left: 10 });
});

identityTest("a wrong password is the same with and without a second factor", async (
  request,
  world,
) => {
  const { secret } = await secured(request, world);
  const wrong = [401, "WRONG_CREDENTIALS"];
  assert.deepEqual(await refusal(signIn(request, undefined, "wrong horse")), wrong);
  assert.deepEqual(await refusal(signIn(request, nextCode(secret), "wrong horse")), wrong);
});

identityTest("a code is taken once, also by two at once", async (request, world) => {
  const { secret } = await secured(request, world);
  const code = nextCode(secret);
  const both = await Promise.all([1, 2].map(() => status(signIn(request, code))));
  assert.deepEqual(both.sort(), [200, 401]);
  // Nor is an older one taken after it.
  now.ms -= 30_000;
  assert.deepEqual(await refusal(signIn(request, codeAt(secret, now.ms))), [401, "WRONG_CODE"]);
  now.ms += 30_000;
  assert.equal(await status(signIn(request, nextCode(secret))), 200);
});

identityTest("the code that turned it on signs nobody in", async (request, world) => {
  const { secret } = await secured(request, world);
  assert.deepEqual(await refusal(signIn(request, codeAt(secret, now.ms))), [401, "WRONG_CODE"]);
});

identityTest("a recovery code signs in once, however it is typed, and its owner is told", async (
  request,
  world,
) => {
  const { codes, headers } = await secured(request, world);
  const typed = codes[0]!.toLowerCase().replaceAll("-", " ");
  assert.equal(await status(signIn(request, typed)), 200);
  assert.deepEqual(await refusal(signIn(request, codes[0])), [401, "WRONG_CODE"]);
  const state = await request("/auth/second-factor", undefined, headers);
  assert.equal((await state.json()).recovery_codes_left, 9);
  const [told] = await world.messages();
  assert.equal(told!.subject, "Rollcall: A recovery code was used");
});

identityTest("who has the password guesses few codes, from wherever he comes", async (
  request,
  world,
) => {
  const { secret } = await secured(request, world);
  const guess = (code: string | undefined, from: string) =>
    request(
      "/auth/login",
      { email: anna.email, password: PASSWORD, ...(code && { code }) },
      { "x-forwarded-for": from },
    );
  for (let i = 0; i < 3; i++) {
    assert.equal(await status(guess("000000", `10.${i}.0.1`)), 401);
    // Asking without a code in between forgives nothing.
    assert.equal(await status(guess(undefined, `10.${i}.0.1`)), 401);
  }
  const refused = await guess(nextCode(secret), "10.9.0.1");
  assert.equal(refused.status, 429);
  assert.ok(Number(refused.headers.get("retry-after")) <= LONGEST_S);
});

identityTest("it is set up by whoever has the password, and a code that the app shows", async (
  request,
  world,
) => {
  const { headers } = await register(request, world);
  const begin = (password: string) => request("/auth/second-factor", { password }, headers);
  assert.equal(await status(begin("wrong horse battery")), 422);
  const first = await (await begin(PASSWORD)).json();
  const { secret, uri } = await (await begin(PASSWORD)).json();
  assert.ok(uri.includes(secret));
  const confirm = (code: string) => request("/auth/second-factor/confirm", { code }, headers);
  // The former secret is void, and nothing is on yet.
  assert.equal(await status(confirm(nextCode(first.secret))), 422);
  assert.equal(await status(signIn(request)), 200);
  assert.equal(await status(confirm(nextCode(secret))), 200);
  assert.deepEqual(await refusal(begin(PASSWORD)), [409, "SECOND_FACTOR_ON"]);
  assert.deepEqual(await refusal(confirm(nextCode(secret))), [409, "SECOND_FACTOR_ON"]);
  const [told] = await world.messages();
  assert.equal(told!.subject, "Rollcall: The second factor is on");
});

identityTest("it is set up by nobody but who reads the account's mail", async (request) => {
  const { token } = await (await request("/auth/register", anna)).json();
  const begun = request("/auth/second-factor", { password: PASSWORD }, bearer(token));
  assert.deepEqual(await refusal(begun), [409, "EMAIL_NOT_VERIFIED"]);
});

identityTest("without mail it is set up all the same", async (request) => {
  const { token } = await (await request("/auth/register", anna)).json();
  const begun = request("/auth/second-factor", { password: PASSWORD }, bearer(token));
  assert.equal(await status(begun), 200);
}, { isMailOff: true });

identityTest("it is turned off by both factors, and so are new recovery codes made", async (
  request,
  world,
) => {
  const { headers, secret, codes } = await secured(request, world);
  for (const path of ["/auth/second-factor/recovery-codes", "/auth/second-factor/remove"]) {
    const ask = (password: string, code: string) => request(path, { password, code }, headers);
    assert.equal(await status(ask("wrong horse battery", nextCode(secret))), 422);
    assert.equal(await status(ask(PASSWORD, "000000")), 422);
    const done = await ask(PASSWORD, nextCode(secret));
    assert.ok(done.ok, String(done.status));
    if (done.status === 200) {
      const { recovery_codes: fresh } = await done.json();
      assert.ok(fresh.every((code: string) => !codes.includes(code)));
      assert.deepEqual(await refusal(signIn(request, codes[1])), [401, "WRONG_CODE"]);
      assert.equal(await status(signIn(request, fresh[1])), 200);
    }
  }
  assert.equal(await status(signIn(request)), 200);
  const body = { password: PASSWORD, code: nextCode(secret) };
  const again = request("/auth/second-factor/remove", body, headers);
  assert.deepEqual(await refusal(again), [409, "SECOND_FACTOR_OFF"]);
});

identityTest("a password that is chosen by mail leaves it on", async (request, world) => {
  const { secret } = await secured(request, world);
  await request("/auth/password/forgot", { email: anna.email });
  const new_password = "staples of another colour";
  const chosen = { token: await world.tokenFor(anna.email), new_password };
  assert.equal(await status(request("/auth/password/reset", chosen)), 204);
  const asked = signIn(request, undefined, new_password);
  assert.deepEqual(await refusal(asked), [401, "SECOND_FACTOR_NEEDED"]);
  assert.equal(await status(signIn(request, nextCode(secret), new_password)), 200);
});

identityTest("who lost app and codes is let in by whoever runs the system", async (
  request,
  world,
) => {
  const { id, headers } = await secured(request, world);
  const notProven = "not proven: see docs/operations/running.md";
  const noted = (action: string) =>
    until(action, async () => {
      const [row] = await world.owner`
        select count(*)::int as n from security.entry where user_id = ${id} and action = ${action}`;
      return row!.n > 0;
    });
  assert.equal(await unlock(world.owner, id), notProven, "of nobody who has only asked");
  assert.deepEqual(await refusal(signIn(request, "000000")), [401, "WRONG_CODE"]);
  await noted("second_factor_failed");
  assert.equal(await unlock(world.owner, id), notProven, "he may not read the mail");

  const new_password = "staples of another colour";
  await request("/auth/password/forgot", { email: anna.email });
  const chosen = { token: await world.tokenFor(anna.email), new_password };
  assert.equal(await status(request("/auth/password/reset", chosen)), 204);
  await noted("password_reset");
  assert.equal(await unlock(world.owner, id), notProven, "nor sign in with what he chose");
  assert.deepEqual(await refusal(signIn(request, "000000", new_password)), [401, "WRONG_CODE"]);
  const proven = until("it is noted", () => unlock(world.owner, id), (said) => said !== notProven);
  assert.equal(await proven, "unlocked");
  assert.equal(await status(request("/auth/me", undefined, headers)), 401);
  assert.equal(await status(signIn(request, undefined, new_password)), 200);
  assert.equal(await unlock(world.owner, id), "no second factor");
});

identityTest("who has the database has neither secret nor recovery code", async (
  request,
  world,
) => {
  const { secret, codes } = await secured(request, world);
  const [{ text }] = await world.owner<[{ text: string }]>`
    select concat((select string_agg(f::text, ' ') from identity.second_factor f),
                  (select string_agg(r::text, ' ') from identity.recovery_code r)) as text`;
  const hex = (bytes: string) => [...bytes].map((c) => c.charCodeAt(0).toString(16)).join("");
  for (const known of [secret, ...codes, codes[0]!.replaceAll("-", "")]) {
    assert.ok(!text.includes(known) && !text.includes(hex(known)));
  }
});

identityTest("a new master key wraps anew; one account's secret is none of another's", async (
  request,
  world,
) => {
  const { id } = await register(request, world);
  const { sql, owner } = world;
  const [first, second] = [newRingLine(), newRingLine()];
  let ring = parseRing(first);
  const master = ringMasterKey(() => Promise.resolve(ring));
  const factors = openSecondFactors(sql, master, () => now.ms);
  const secret = (await factors.setUp(id))!;
  await factors.confirm(id, nextCode(secret));
  ring = parseRing(`${second}\n${first}`);
  await factors.wrapAnew();
  ring = parseRing(second);
  assert.equal(await factors.check(id, nextCode(secret)), "right");
  await moveTo(owner, id);
  await assert.rejects(factors.check(OTHER, nextCode(secret)));
});

const OTHER = "0198c0de-0000-7000-8000-0000000000aa";

async function moveTo(owner: Sql, id: string): Promise<void> {
  await owner`
    insert into identity.account (user_id, email, password_hash)
    values (${OTHER}, 'other@example.com', 'x')`;
  await owner`update identity.second_factor set user_id = ${OTHER} where user_id = ${id}`
    .catch(async () => {
      await owner`
        insert into identity.second_factor (user_id, secret, confirmed_at)
        select ${OTHER}, secret, now() from identity.second_factor where user_id = ${id}`;
    });
}

identityTest(
  "where admins need a second factor, the role comes and goes with it",
  async (request, world) => {
    const { id, headers } = await register(request, world);
    await grantAdmin(world.owner, id);
    const rolesOf = async (answer: Response) => (await answer.json()).user.roles;
    assert.deepEqual(await rolesOf(await signIn(request)), []);
    const begun = await request("/auth/second-factor", { password: PASSWORD }, headers);
    const { secret } = await begun.json();
    await request("/auth/second-factor/confirm", { code: nextCode(secret) }, headers);
    const entered = await (await signIn(request, nextCode(secret))).json();
    assert.deepEqual(entered.user.roles, ["admin"]);
    const both = { password: PASSWORD, code: nextCode(secret) };
    assert.equal(await status(request("/auth/second-factor/remove", both, headers)), 204);
    const { refresh_token } = entered;
    assert.deepEqual(await rolesOf(await request("/auth/refresh", { refresh_token })), []);
  },
  { adminsNeedSecondFactor: true },
);
