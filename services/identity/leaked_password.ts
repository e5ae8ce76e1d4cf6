/**
 * A password from before may have leaked since, or be from a time without a list. Whoever signs in with
 * one chooses another: as with a second factor, all is sent once more, and nothing is kept in between.
 */
import type { AppEnv } from "@rollcall/platform/http.ts";
import { HttpProblem, validationFailed } from "@rollcall/platform/problem.ts";
import type { Context } from "hono";
import type { AccountWithHash } from "./accounts.ts";
import type { RouteParts } from "./identity_parts.ts";
import { hasLeaked, weakness } from "./password_rules.ts";
import { sessionEnded } from "./session_ended.ts";

export interface Given {
  password: string;
  newPassword: string | undefined;
}

/**
 * Before anything else is asked for, as a code works once.
 *
 * @throws HttpProblem 401 where a new password is missing, 422 where it is weak or not called for
 */
export function askForNewPassword(
  { password, newPassword }: Given,
  account: AccountWithHash,
): void {
  const leaked = hasLeaked(password);
  if (leaked && newPassword === undefined) {
    const detail = "This password has appeared on a list of leaked passwords: choose a new one.";
    throw new HttpProblem(401, detail, { code: "PASSWORD_LEAKED" });
  }
  if (newPassword === undefined) return;
  const message = leaked
    ? weakness(newPassword, account)
    : "it is only taken here after PASSWORD_LEAKED; sign in, then change your password";
  if (message) throw validationFailed([{ path: "body.new_password", message }]);
}

/** The account with its new password, if there is one. @throws HttpProblem 401 if it changed meanwhile */
export async function takeNewPassword(
  c: Context<AppEnv>,
  { accounts, passwords, post, note }: RouteParts,
  account: AccountWithHash,
  newPassword: string | undefined,
): Promise<AccountWithHash> {
  if (newPassword === undefined) return account;
  const newHash = await passwords.hash(newPassword);
  const change = { userId: account.id, oldHash: account.passwordHash, newHash };
  if (!await accounts.changePassword(change)) throw sessionEnded();
  note(c, "password_changed", { userId: account.id });
  post?.wake();
  return { ...account, passwordHash: newHash };
}
