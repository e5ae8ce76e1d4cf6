/** Whoever changes what an account depends on gives its password again. */
import { addressOf } from "@rollcall/platform/client_address.ts";
import type { AppEnv } from "@rollcall/platform/http.ts";
import { validationFailed } from "@rollcall/platform/problem.ts";
import type { Context } from "hono";
import type { AccountWithHash } from "./accounts.ts";
import { sessionEnded } from "./session_ended.ts";
import type { RouteParts } from "./identity_parts.ts";
import { letThrough } from "./refused_attempts.ts";

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

export function wrongPassword(field: string) {
  return validationFailed([{ path: `body.${field}`, message: "this is not your password" }]);
}
