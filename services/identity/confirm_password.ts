/** Whoever changes what an account depends on gives its password again. */
import type { SecurityAction } from "@rollcall/contracts/api";
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

/** A password that is given again. */
interface Given {
  password: string;
  /** the body's field that has it */
  field: string;
  /** what it is for, such as "change the password" */
  what: string;
  /** what the security log calls a wrong one */
  failed: Extract<SecurityAction, `${string}_failed`>;
}

/**
 * Checks the account's password. Who holds the session guesses for himself: he has a count of his
 * own, which holds up nobody who signs in. A wrong one is in the security log.
 *
 * @throws HttpProblem 422 if it is another one, 429 after too many of those
 */
export async function confirmPassword(
  c: Context<AppEnv>,
  { limit, passwords, note, proxyHops }: RouteParts,
  account: AccountWithHash,
  { password, field, what, failed }: Given,
): Promise<void> {
  const attempted = await limit.signIn({
    email: account.email,
    address: addressOf(c, proxyHops),
    knownDevice: `session ${c.var.sessionId}`,
    isKnownNetwork: true,
  });
  if (!attempted.ok) note(c, "sign_in_delayed");
  const attempt = letThrough(attempted, what);
  if (!await passwords.matches(account.passwordHash, password)) {
    note(c, failed);
    throw wrongPassword(field);
  }
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
  await confirmPassword(c, parts, account, {
    password,
    field: "password",
    what: "end sessions",
    failed: "session_end_failed",
  });
}

export function wrongPassword(field: string) {
  return validationFailed([{ path: `body.${field}`, message: "this is not your password" }]);
}
