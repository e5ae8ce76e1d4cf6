/** Passwords: changed with the old one, or reset by a link in a message. */
import * as routes from "@rollcall/contracts/routes";
import { addressOf } from "@rollcall/platform/client_address.ts";
import type { App } from "@rollcall/platform/http.ts";
import { HttpProblem, validationFailed } from "@rollcall/platform/problem.ts";
import { canonicalEmail } from "./account_rows.ts";
import type { Account } from "./accounts.ts";
import { confirmPassword, ownAccount, wrongPassword } from "./confirm_password.ts";
import { refuseOtherSites } from "./open_session.ts";
import { mailOn, refuseBadLink } from "./links_over.ts";
import type { RouteParts } from "./identity_parts.ts";
import { weakness } from "./password_rules.ts";
import { letThrough } from "./refused_attempts.ts";

export function addPasswords(app: App, parts: RouteParts): void {
  const { accounts, passwords, limit, post, note, proxyHops } = parts;

  app.openapi(routes.changePassword, async (c) => {
    const { old_password: old, new_password: password } = c.req.valid("json");
    const account = await ownAccount(c, parts);
    refuseWeak(password, account);
    await confirmPassword(c, parts, account, {
      password: old,
      field: "old_password",
      what: "change the password",
      failed: "password_change_failed",
    });
    const newHash = await passwords.hash(password);
    const change = { userId: account.id, oldHash: account.passwordHash, newHash };
    if (!await accounts.changePassword({ ...change, sessionId: c.var.sessionId! })) {
      throw wrongPassword("old_password");
    }
    note(c, "password_changed");
    post?.wake();
    return c.body(null, 204);
  });

  app.openapi(routes.forgotPassword, async (c) => {
    refuseOtherSites(c, parts);
    const email = canonicalEmail(c.req.valid("json").email);
    const room = mailOn(parts);
    letThrough(await limit.mail(email, addressOf(c, proxyHops)), "ask for a new password");
    // Whether there is an account is looked up when the message is written: here it takes no time.
    await room.forgot(email);
    return c.body(null, 202);
  });

  app.openapi(routes.resetPassword, async (c) => {
    refuseOtherSites(c, parts);
    const { token, new_password: password, start_over: startsOver = false } = c.req.valid("json");
    const account = await accounts.ofReset(token);
    if (!account) throw await refuseBadLink(c, parts);
    refuseWeak(password, account);
    const reset = await accounts.resetPassword(token, await passwords.hash(password), startsOver);
    if (reset.outcome === "over") throw await refuseBadLink(c, parts);
    if (reset.outcome === "confirmed") throw confirmedBefore();
    if (reset.id !== account.id) note(c, "account_deleted", { userId: account.id });
    note(c, "password_reset", { userId: reset.id });
    post?.wake();
    return c.body(null, 204);
  });
}

function confirmedBefore(): HttpProblem {
  const detail =
    "This address was confirmed, so nobody else has the account: sign in, and delete it " +
    "there if you want to start over.";
  return new HttpProblem(409, detail, { code: "ADDRESS_CONFIRMED" });
}

function refuseWeak(password: string, account: Account): void {
  const weak = weakness(password, account);
  if (weak) throw validationFailed([{ path: "body.new_password", message: weak }]);
}
