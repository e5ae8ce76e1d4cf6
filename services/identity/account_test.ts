import assert from "node:assert/strict";
import { until } from "../../tests/harness/until.ts";
import { anna, type Ask, identityTest, LONGEST_S } from "./testing/world.ts";

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const CHANGED = "staples of another colour";
const berta = { email: "berta@example.com", password: "correct horse", name: "Berta" };

async function register(request: Ask, who = anna) {
  const response = await request("/auth/register", who);
  assert.equal(response.status, 201);
  const { token, refresh_token: refreshToken, user } = await response.json();
  return { headers: bearer(token), refreshToken, id: user.id as string };
}

const status = async (answer: Promise<Response>) => (await answer).status;
const signIn = (request: Ask, email: string, password: string) =>
  status(request("/auth/login", { email, password }));
const reset = (request: Ask, token: string, new_password = CHANGED) =>
  request("/auth/password/reset", { token, new_password });
const forgot = (request: Ask, email: string) => request("/auth/password/forgot", { email });
const me = async (request: Ask, headers: Record<string, string>) =>
  await (await request("/auth/me", undefined, headers)).json();

identityTest("a name is changed, and taken away", async (request) => {
  const { headers } = await register(request);
  const changed = await request("/auth/me", { name: " Anna Lee " }, headers, "PATCH");
  assert.equal((await changed.json()).name, "Anna Lee");
  assert.equal((await me(request, headers)).name, "Anna Lee");
  assert.equal(await status(request("/auth/me", { name: null }, headers, "PATCH")), 200);
  assert.equal((await me(request, headers)).name, null);
  assert.equal(await status(request("/auth/me", { name: "" }, headers, "PATCH")), 422);
});

identityTest("a new address is confirmed by the link that it is sent, once", async (
  request,
  { tokenFor, messages },
) => {
  const { headers } = await register(request);
  assert.equal((await me(request, headers)).email_verified, false);
  const token = await tokenFor(anna.email);
  const answer = await request("/auth/email/confirm", { token });
  assert.deepEqual(await answer.json(), { email: anna.email });
  assert.equal((await me(request, headers)).email_verified, true);
  const again = await request("/auth/email/confirm", { token });
  assert.equal(again.status, 410);
  assert.equal((await again.json()).code, "LINK_OVER");
  // Confirmed already: no further message.
  assert.equal(await status(request("/auth/email/verify", {}, headers)), 202);
  assert.equal((await messages()).length, 1);
});

identityTest("a link that was lost is sent again", async (request, { messages }) => {
  const { headers } = await register(request);
  await messages();
  assert.equal(await status(request("/auth/email/verify", {}, headers)), 202);
  const sent = await messages();
  assert.equal(sent.length, 2);
  assert.notEqual(sent[0]!.link, sent[1]!.link);
});

identityTest("whoever reads the mail chooses a new password: once, and all sessions end", async (
  request,
  { tokenFor, messages },
) => {
  const { headers, refreshToken } = await register(request);
  const answer = await forgot(request, "Anna@Example.com");
  assert.equal(answer.status, 202);
  assert.equal(await answer.text(), "");
  const token = await tokenFor(anna.email);
  // A password that is refused uses nothing up.
  assert.equal(await status(reset(request, token, "iloveyou1234")), 422);
  assert.equal(await status(reset(request, token, anna.email)), 422);
  assert.equal(await status(reset(request, token)), 204);
  assert.equal(await status(reset(request, token, "yet another password")), 410);
  assert.equal(await signIn(request, anna.email, anna.password), 401);
  assert.equal(await signIn(request, anna.email, CHANGED), 200);
  assert.equal(await status(request("/auth/me", undefined, headers)), 401);
  const refreshed = request("/auth/refresh", { refresh_token: refreshToken });
  assert.equal(await status(refreshed), 401);
  const [told] = await messages();
  assert.equal(told!.subject, "Rollcall: Your password was changed");
  assert.equal(told!.link, undefined);
});

identityTest("two who open a link at once: one of them gets it", async (request, { tokenFor }) => {
  await register(request);
  await forgot(request, anna.email);
  const token = await tokenFor(anna.email);
  const both = await Promise.all(
    [CHANGED, "yet another password"].map((password) => status(reset(request, token, password))),
  );
  assert.deepEqual(both.sort(), [204, 410]);
});

identityTest("a link is short-lived, and its token is in no table", async (
  request,
  { tokenFor, owner },
) => {
  await register(request);
  await forgot(request, anna.email);
  const token = await tokenFor(anna.email);
  const [left] = await owner<{ seconds: number }[]>`
    select extract(epoch from expires_at - now())::float8 as seconds
      from identity.link where kind = 'reset'`;
  assert.ok(left!.seconds <= 30 * 60, String(left!.seconds));
  const [{ text }] = await owner<[{ text: string }]>`
    select concat((select string_agg(l::text, ' ') from identity.link l),
                  (select string_agg(m::text, ' ') from identity.mail m)) as text`;
  assert.ok(!text.includes(token));
  await owner`update identity.link set expires_at = now()`;
  assert.equal(await status(reset(request, token)), 410);
});

identityTest("a changed password, and a changed address, void the links sent before", async (
  request,
  { tokenFor },
) => {
  const { headers } = await register(request);
  await forgot(request, anna.email);
  const token = await tokenFor(anna.email);
  const change = { old_password: anna.password, new_password: CHANGED };
  assert.equal(await status(request("/auth/password", change, headers)), 204);
  assert.equal(await status(reset(request, token, "yet another password")), 410);

  await forgot(request, anna.email);
  const another = await tokenFor(anna.email);
  const asked = { email: "new@example.com", password: CHANGED };
  assert.equal(await status(request("/auth/email", asked, headers)), 202);
  const confirmed = { token: await tokenFor("new@example.com") };
  assert.equal(await status(request("/auth/email/confirm", confirmed)), 200);
  assert.equal(await status(reset(request, another, "yet another password")), 410);
});

identityTest("asking for a new password tells nobody whether there is an account", async (
  request,
  { messages },
) => {
  await register(request);
  await messages();
  const [known, unknown] = await Promise.all([
    forgot(request, anna.email),
    forgot(request, "nobody@example.com"),
  ]);
  assert.equal(known.status, unknown.status);
  assert.equal(await known.text(), await unknown.text());
  const to = (await messages()).map((message) => message.to);
  assert.deepEqual(to, [anna.email, anna.email]);
});

identityTest("nobody's mail is flooded, and who asks for many messages waits", async (request) => {
  const ask = async (email: string, from: string) => {
    const headers = { "x-forwarded-for": from };
    return await request("/auth/password/forgot", { email }, headers);
  };
  // To one address, from anywhere; whether it has an account or not.
  for (let i = 0; i < 3; i++) {
    assert.equal(await status(ask("flooded@example.com", `10.${i}.0.1`)), 202);
  }
  const refused = await ask("flooded@example.com", "10.9.0.1");
  assert.equal(refused.status, 429);
  assert.ok(Number(refused.headers.get("retry-after")) <= LONGEST_S);
  assert.match((await refused.json()).detail, /with this e-mail address/);
  // From one address, to anybody.
  for (let i = 0; i < 9; i++) {
    assert.equal(await status(ask(`person-${i}@example.com`, "10.1.2.3")), 202);
  }
  assert.equal(await status(ask("person-10@example.com", "10.1.2.3")), 429);
});

identityTest("who tries links that do not work waits", async (request) => {
  const headers = { "x-forwarded-for": "10.1.2.3" };
  const confirm = () => status(request("/auth/email/confirm", { token: "x".repeat(43) }, headers));
  for (let i = 0; i < 9; i++) assert.equal(await confirm(), 410);
  assert.equal(await confirm(), 429);
});

identityTest("an address is changed once the new one is confirmed; the former one is told", async (
  request,
  { messages, tokenFor },
) => {
  const { headers } = await register(request);
  const wrong = { email: "new@example.com", password: "wrong horse battery" };
  assert.equal(await status(request("/auth/email", wrong, headers)), 422);
  const asked = { email: "New@Example.com", password: anna.password };
  assert.equal(await status(request("/auth/email", asked, headers)), 202);
  const token = await tokenFor("new@example.com");
  assert.equal((await me(request, headers)).email, anna.email);
  assert.equal(await status(request("/auth/email/confirm", { token })), 200);
  const { email, email_verified } = await me(request, headers);
  assert.deepEqual({ email, email_verified }, { email: "new@example.com", email_verified: true });
  assert.equal(await signIn(request, anna.email, anna.password), 401);
  assert.equal(await signIn(request, "new@example.com", anna.password), 200);
  const [told] = await messages();
  assert.deepEqual([told!.to, told!.subject], [
    anna.email,
    "Rollcall: Your e-mail address was changed",
  ]);
});

identityTest("an address that has an account is not taken over, and its owner is told", async (
  request,
  { messages },
) => {
  const { headers } = await register(request);
  await register(request, berta);
  await messages();
  const asked = { email: berta.email, password: anna.password };
  // The same answer as for an address that nobody has.
  assert.equal(await status(request("/auth/email", asked, headers)), 202);
  const [told] = await messages();
  assert.deepEqual([told!.to, told!.subject, told!.link], [
    berta.email,
    "Rollcall: Your address was requested",
    undefined,
  ]);
});

identityTest("an address that got an account meanwhile is not taken over by a link", async (
  request,
  { tokenFor },
) => {
  const { headers } = await register(request);
  const asked = { email: berta.email, password: anna.password };
  assert.equal(await status(request("/auth/email", asked, headers)), 202);
  const token = await tokenFor(berta.email);
  await register(request, berta);
  assert.equal(await status(request("/auth/email/confirm", { token })), 410);
  assert.equal((await me(request, headers)).email, anna.email);
});

identityTest("nor by a link that is opened while it gets one", async (
  request,
  { tokenFor, owner },
) => {
  const { headers } = await register(request);
  const asked = { email: berta.email, password: anna.password };
  assert.equal(await status(request("/auth/email", asked, headers)), 202);
  const token = await tokenFor(berta.email);
  let opened: Promise<number> | undefined;
  await owner.begin(async (tx) => {
    await tx`
      insert into identity.account (user_id, email, password_hash)
      values (${crypto.randomUUID()}, ${berta.email}, 'x')`;
    opened = status(request("/auth/email/confirm", { token }));
    const [holder] = await tx`select pg_backend_pid() pid`;
    await until("it waits for the other account", async () => {
      const waiting = await tx`
        select from pg_locks where not granted and ${holder!.pid} = any(pg_blocking_pids(pid))`;
      return waiting.length > 0;
    });
  });
  assert.equal(await opened, 410);
  assert.equal((await me(request, headers)).email, anna.email);
});

identityTest("a new password voids the links to other addresses, sent or on their way", async (
  request,
  { tokenFor, messages, owner },
) => {
  const { headers } = await register(request);
  const move = (email: string) =>
    request("/auth/email", { email, password: anna.password }, headers);
  await move("sent@example.com");
  const sent = await tokenFor("sent@example.com");
  assert.ok(sent);
  await move("waits@example.com");
  await forgot(request, anna.email);
  // Only the message to the owner is sent for now.
  await owner`update identity.mail set due_at = now() + interval '1 hour' where kind = 'change_address'`;
  assert.equal(await status(reset(request, await tokenFor(anna.email))), 204);
  await owner`update identity.mail set due_at = now()`;
  await messages();
  assert.equal(await tokenFor("waits@example.com"), "");
  assert.equal(await status(request("/auth/email/confirm", { token: sent })), 410);
  assert.equal(await signIn(request, anna.email, CHANGED), 200);
});

const byMail = { registersByMail: true };

identityTest(
  "by mail, an account opens by link and password",
  async (request, { tokenFor }) => {
    const answer = await request("/auth/register", anna);
    assert.equal(answer.status, 202);
    assert.equal((await answer.json()).pending, true);
    assert.deepEqual(answer.headers.getSetCookie(), []);
    assert.equal(await signIn(request, anna.email, anna.password), 401);
    const token = await tokenFor(anna.email);
    // Whoever opens the link of somebody else's registration opens nothing for him.
    const wrong = await request("/auth/register/finish", { token, password: "another one" });
    assert.equal(wrong.status, 422);
    assert.equal((await wrong.json()).errors[0].path, "body.password");
    const finish = { token, password: anna.password };
    const opened = await request("/auth/register/finish", finish);
    assert.equal(opened.status, 201);
    const { user } = await opened.json();
    assert.deepEqual([user.email, user.name, user.email_verified], [anna.email, "Anna", true]);
    assert.equal(await status(request("/auth/register/finish", finish)), 410);
  },
  byMail,
);

identityTest("by mail, registering tells nobody which addresses have an account", async (
  request,
  { messages, tokenFor, owner },
) => {
  await request("/auth/register", anna);
  const finish = { token: await tokenFor(anna.email), password: anna.password };
  assert.equal(await status(request("/auth/register/finish", finish)), 201);
  const [known, unknown] = await Promise.all([
    request("/auth/register", { ...anna, password: "another password" }),
    request("/auth/register", berta),
  ]);
  assert.equal(known.status, unknown.status);
  assert.deepEqual(await known.json(), await unknown.json());
  const [told] = (await messages()).filter(({ to }) => to === anna.email);
  assert.deepEqual([told!.subject, told!.link], [
    "Rollcall: You already have an account",
    undefined,
  ]);
  assert.equal(await signIn(request, anna.email, anna.password), 200);
  const [{ count }] = await owner<[{ count: number }]>`
    select count(*)::int as count from identity.registration where email = ${anna.email}`;
  assert.equal(count, 0);
}, byMail);

identityTest("without a mail server nothing is promised, and nothing is ordered", async (
  request,
  { owner },
) => {
  const { headers } = await register(request);
  for (
    const answer of [
      await forgot(request, anna.email),
      await request("/auth/email/verify", {}, headers),
      await request("/auth/email", { email: "a@example.com", password: anna.password }, headers),
    ]
  ) {
    assert.equal(answer.status, 409);
    assert.equal((await answer.json()).code, "MAIL_OFF");
  }
  assert.deepEqual([...await owner`select * from identity.mail`], []);
}, { isMailOff: true });

identityTest("another site's page asks for no message", async (request) => {
  const headers = { origin: "https://evil.test", "sec-fetch-site": "cross-site" };
  const asked = await request("/auth/password/forgot", { email: anna.email }, headers);
  assert.equal(asked.status, 403);
});

identityTest("the outbox is a page, with nothing that a stranger wrote as markup", async (
  request,
  { messages },
) => {
  await register(request, { ...anna, email: "a'b@example.com", name: "<script>x</script>" });
  const link = (await messages())[0]!.link!;
  const page = await request("/auth/mail");
  const text = await page.text();
  assert.match(page.headers.get("content-security-policy") ?? "", /default-src 'none'/);
  assert.ok(text.includes(link));
  assert.doesNotMatch(text, /<script|a'b@/);
  const listed = await request("/auth/mail", undefined, { accept: "application/json" });
  assert.equal((await listed.json())[0].link, link);
  // Another's name that leads to this machine.
  const elsewhere = await request("/auth/mail", undefined, {
    "x-forwarded-host": "evil.test:8000",
  });
  assert.equal(elsewhere.status, 404);
});
