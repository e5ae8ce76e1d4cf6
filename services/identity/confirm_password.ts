/** Whoever changes what an account depends on gives its password again. */
import { addressOf } from "@rollcall/platform/client_address.ts";
import type { AppEnv } from "@rollcall/platform/http.ts";
import { HttpProblem, validationFailed } from "@rollcall/platform/problem.ts";
import type { Context } from "hono";
import type { AccountWithHash } from "./accounts.ts";
import { sessionEnded } from "./session_ended.ts";
import type { RouteParts } from "./identity_parts.ts";
import { letThrough } from "./refused_attempts.ts";

/** For so long credentials that opened a session count as given now. */
const LATELY_S = 600;

/** The account of the session that asks. @throws HttpProblem 401 if there is none any more */
export async function ownAccount(
  c: Context<AppEnv>,
  { accounts }: RouteParts,
): Promise<AccountWithHash> {
  const account = await accounts.find(c.var.userId);
  if (!account) throw sessionEnded();
  return account;
}

/**
 * Checks the account's password. Who holds the session guesses for himself: he has a count of his
 * own, which holds up nobody who signs in.
 *
 * @param field the body's field that has it
 * @param what it is for, such as "change the password"
 * @throws HttpProblem 422 if it is another one, 429 after too many of those
 */
export async function confirmPassword(
  c: Context<AppEnv>,
  { limit, passwords, proxyHops }: RouteParts,
  account: AccountWithHash,
  { password, field, what }: { password: string; field: string; what: string },
): Promise<void> {
  const attempt = letThrough(
    await limit.signIn({
      email: account.email,
      address: addressOf(c, proxyHops),
      knownDevice: `session ${c.var.sessionId}`,
      isKnownNetwork: true,
    }),
    what,
  );
  if (!await passwords.matches(account.passwordHash, password)) throw wrongPassword(field);
  await limit.takeBack(attempt);
}

/**
 * The same for what somebody does who has just signed in, and who is not to be asked again.
 *
 * @throws HttpProblem 403 if he signed in a while ago, and gives no password now
 */
export async function confirmLately(
  c: Context<AppEnv>,
  parts: RouteParts,
  { password }: { password?: string | undefined } = {},
): Promise<void> {
  if (await parts.sessions.isOpen(c.var.sessionId!, LATELY_S)) return;
  if (password === undefined) {
    const detail = "You signed in more than ten minutes ago: enter your password to end sessions.";
    throw new HttpProblem(403, detail, { code: "PASSWORD_NEEDED" });
  }
  const account = await ownAccount(c, parts);
  await confirmPassword(c, parts, account, { password, field: "password", what: "end sessions" });
}

export function wrongPassword(field: string) {
  return validationFailed([{ path: `body.${field}`, message: "this is not your password" }]);
}
