/** A password that leaked after it was chosen signs nobody in until there is another. */
import assert from "node:assert/strict";
import { openPasswords } from "./passwords.ts";
import { anna, type Ask, identityTest, now, type World } from "./testing/world.ts";
import { codeAt } from "./totp.ts";

const LEAKED = "iloveyou1234", NEW = "staples of another colour";

/** An account from a time when the password was on no list. */
async function withLeaked(request: Ask, { owner }: World) {
  const { user, token } = await (await request("/auth/register", anna)).json();
  const hash = await (await openPasswords()).hash(LEAKED);
  await owner`update identity.account set password_hash = ${hash}`;
  return { id: user.id as string, headers: { authorization: `Bearer ${token}` } };
}

const signIn = async (request: Ask, more: object = {}) => {
  const answer = await request("/auth/login", { email: anna.email, password: LEAKED, ...more });
  const { code = null, errors = [] } = await answer.json();
  return [answer.status, code, ...errors.map(({ path }: { path: string }) => path)];
};

identityTest("a leaked password signs nobody in, but chooses a new one", async (request, world) => {
  const { headers } = await withLeaked(request, world);
  assert.deepEqual(await signIn(request), [401, "PASSWORD_LEAKED"]);
  for (const weak of ["iloveyou12345", LEAKED, anna.email]) {
    const refused = await signIn(request, { new_password: weak });
    assert.deepEqual(refused, [422, "VALIDATION_FAILED", "body.new_password"], weak);
  }
  assert.deepEqual(await signIn(request, { new_password: NEW }), [200, null]);
  assert.equal((await request("/auth/me", undefined, headers)).status, 401, "others have ended");
  assert.deepEqual(await signIn(request, { new_password: NEW }), [401, "WRONG_CREDENTIALS"]);
  assert.deepEqual(await signIn(request, { password: NEW }), [200, null]);
  const [told] = await world.messages();
  assert.equal(told!.subject, "Rollcall: Your password was changed");
});

identityTest("who does not know the password learns nothing of it", async (request, world) => {
  await withLeaked(request, world);
  const other = await signIn(request, { password: "qwertyuiop123", new_password: NEW });
  assert.deepEqual(other, [401, "WRONG_CREDENTIALS"]);
});

identityTest("a new password is not taken where none is called for", async (request) => {
  await request("/auth/register", anna);
  const answer = await signIn(request, { password: anna.password, new_password: NEW });
  assert.deepEqual(answer, [422, "VALIDATION_FAILED", "body.new_password"]);
  assert.deepEqual(await signIn(request, { password: anna.password }), [200, null]);
});

identityTest(
  "with a second factor, a new password alone changes nothing",
  async (request, world) => {
    const { headers } = await withLeaked(request, world);
    await request("/auth/email/confirm", { token: await world.tokenFor(anna.email) });
    const { secret } = await (await request("/auth/second-factor", { password: LEAKED }, headers))
      .json();
    const code = () => codeAt(secret, now.ms += 30_000);
    await request("/auth/second-factor/confirm", { code: code() }, headers);
    const first = code();
    assert.deepEqual(await signIn(request, { code: first }), [401, "PASSWORD_LEAKED"]);
    const asked = await signIn(request, { new_password: NEW });
    assert.deepEqual(asked, [401, "SECOND_FACTOR_NEEDED"]);
    const wrong = await signIn(request, { new_password: NEW, code: "000000" });
    assert.deepEqual(wrong, [401, "WRONG_CODE"]);
    // The code that was sent too early was not used up.
    assert.deepEqual(await signIn(request, { new_password: NEW, code: first }), [200, null]);
  },
);
