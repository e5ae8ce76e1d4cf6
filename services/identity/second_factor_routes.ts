/** One's second factor: set up with an authenticator app, replaced, and taken away. */
import * as routes from "@rollcall/contracts/routes";
import type { App, AppEnv } from "@rollcall/platform/http.ts";
import { HttpProblem, validationFailed } from "@rollcall/platform/problem.ts";
import type { Context } from "hono";
import type { Account, AccountWithHash } from "./accounts.ts";
import { confirmPassword, ownAccount } from "./confirm_password.ts";
import type { RouteParts } from "./identity_parts.ts";
import { letThrough } from "./refused_attempts.ts";
import { setupUri } from "./totp.ts";

const WRONG = "this is not the code that the app shows now, or it was used already";

export function addSecondFactor(app: App, parts: RouteParts): void {
  const { factors, limit, post, note } = parts;

  app.openapi(routes.getSecondFactor, async (c) => {
    const { id, hasSecondFactor: on } = await ownAccount(c, parts);
    const left = on ? await factors.countRecovery(id) : 0;
    return c.json({ on, recovery_codes_left: left }, 200, { "cache-control": "no-store" });
  });

  app.openapi(routes.setUpSecondFactor, async (c) => {
    const account = await ownAccount(c, parts);
    if (post && !account.isVerified) {
      // A stranger who registers with another's address must not lock that person out of it.
      const detail = "Confirm your e-mail address first, by the link that was sent there.";
      throw new HttpProblem(409, detail, { code: "EMAIL_NOT_VERIFIED" });
    }
    const { password } = c.req.valid("json");
    await confirmPassword(c, parts, account, {
      password,
      field: "password",
      what: "set up a second factor",
      failed: "second_factor_change_failed",
    });
    const secret = await factors.setUp(account.id);
    if (!secret) throw onAlready();
    const answer = { secret, uri: setupUri(secret, account.email) };
    return c.json(answer, 200, { "cache-control": "no-store" });
  });

  app.openapi(routes.confirmSecondFactor, async (c) => {
    const account = await ownAccount(c, parts);
    if (account.hasSecondFactor) throw onAlready();
    const attempt = letThrough(await limit.code(account.id), "enter a code");
    const codes = await factors.confirm(account.id, c.req.valid("json").code);
    if (!codes) {
      note(c, "second_factor_failed");
      throw wrongCode();
    }
    await limit.takeBack(attempt);
    note(c, "second_factor_on");
    await post?.tell("second_factor_on", account);
    return c.json({ recovery_codes: codes }, 200, { "cache-control": "no-store" });
  });

  app.openapi(routes.renewRecoveryCodes, async (c) => {
    const account = await confirmBoth(c, parts, c.req.valid("json"), "make new recovery codes");
    const codes = await factors.renewRecovery(account.id);
    note(c, "recovery_codes_made");
    return c.json({ recovery_codes: codes }, 200, { "cache-control": "no-store" });
  });

  app.openapi(routes.removeSecondFactor, async (c) => {
    const account = await confirmBoth(c, parts, c.req.valid("json"), "turn the second factor off");
    await factors.remove(account.id);
    note(c, "second_factor_off");
    await post?.tell("second_factor_off", account);
    return c.body(null, 204);
  });
}

/**
 * Takes the code of somebody whose password was right.
 *
 * @throws HttpProblem 401 where it is missing or wrong, 429 after too many of those
 */
export async function passSecondFactor(
  c: Context<AppEnv>,
  { factors, limit, post, note }: RouteParts,
  account: Account,
  code: string | undefined,
): Promise<void> {
  if (!account.hasSecondFactor) return;
  if (code === undefined) {
    const detail = "Enter the code that your authenticator app shows, or a recovery code.";
    throw new HttpProblem(401, detail, { code: "SECOND_FACTOR_NEEDED" });
  }
  // A count of its own: whoever has the password could begin the others' anew.
  const attempt = letThrough(await limit.code(account.id), "enter a code");
  const checked = await factors.check(account.id, code);
  if (checked === "wrong") {
    note(c, "second_factor_failed", { userId: account.id });
    const detail = "This is not the code that the app shows now, or it was used already.";
    throw new HttpProblem(401, detail, { code: "WRONG_CODE" });
  }
  await limit.takeBack(attempt);
  if (checked !== "recovery code") return;
  note(c, "recovery_code_used", { userId: account.id });
  await post?.tell("recovery_code_used", account);
}

/** Both factors, from whoever would change them. */
async function confirmBoth(
  c: Context<AppEnv>,
  parts: RouteParts,
  { password, code }: { password: string; code: string },
  what: string,
): Promise<AccountWithHash> {
  const account = await ownAccount(c, parts);
  if (!account.hasSecondFactor) {
    const detail = "There is no second factor; set one up first.";
    throw new HttpProblem(409, detail, { code: "SECOND_FACTOR_OFF" });
  }
  await confirmPassword(c, parts, account, {
    password,
    field: "password",
    what,
    failed: "second_factor_change_failed",
  });
  const attempt = letThrough(await parts.limit.code(account.id), "enter a code");
  if (await parts.factors.check(account.id, code) === "wrong") {
    parts.note(c, "second_factor_failed");
    throw wrongCode();
  }
  await parts.limit.takeBack(attempt);
  return account;
}

function wrongCode(): HttpProblem {
  return validationFailed([{ path: "body.code", message: WRONG }]);
}

function onAlready(): HttpProblem {
  const detail = "The second factor is on already; turn it off to set up another one.";
  return new HttpProblem(409, detail, { code: "SECOND_FACTOR_ON" });
}
