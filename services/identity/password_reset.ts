/**
 * A password that is chosen by a link, and what becomes of an account whose address nobody has confirmed
 * until then: whoever reads the mail says whether it is his, or a stranger's who registered with it.
 */
import type { TransactionSql } from "@rollcall/event-store";
import { closeAccount } from "@rollcall/platform/accounts/closed.ts";
import { insert, voidLinks } from "./account_rows.ts";
import { findLink, useLink } from "./mail/links.ts";
import { order } from "./mail/queue.ts";

export interface Resetting {
  token: string;
  newHash: string;
  /** whether an account whose address nobody has confirmed is closed, for an empty one */
  startsOver: boolean;
}

export type Reset =
  /** `id` is that of the account which has the password now */
  | { outcome: "reset"; id: string }
  /** the link was used, or is too old */
  | { outcome: "over" }
  /** nobody but the one who confirmed it has this account: it does not start over */
  | { outcome: "confirmed" };

export async function resetPassword(
  tx: TransactionSql,
  { token, newHash, startsOver }: Resetting,
): Promise<Reset> {
  const link = await findLink(tx, token, ["reset"]);
  if (!link?.userId) return { outcome: "over" };
  const { email } = link;
  const [account] = await tx<{ id: string; isVerified: boolean }[]>`
    select user_id as id, email_verified_at is not null as "isVerified"
      from identity.account where user_id = ${link.userId} and email = ${email} for update`;
  if (account?.isVerified && startsOver) return { outcome: "confirmed" };
  // Of two who open it at once, the second has waited for the first.
  if (!await useLink(tx, token, ["reset"]) || !account) return { outcome: "over" };
  const id = startsOver
    ? await startOver(tx, account.id, { email, newHash })
    : await goOn(tx, account, newHash);
  await order(tx, { kind: "password_changed", email, userId: id });
  return { outcome: "reset", id };
}

/** The same account, to which nobody who was in it has a way any more. */
async function goOn(
  tx: TransactionSql,
  { id, isVerified }: { id: string; isVerified: boolean },
  newHash: string,
): Promise<string> {
  await tx`
    update identity.account set
      password_hash = ${newHash}, email_verified_at = coalesce(email_verified_at, now())
     where user_id = ${id}`;
  await tx`delete from identity.session where user_id = ${id}`;
  if (!isVerified) await tx`delete from identity.known_device where user_id = ${id}`;
  await voidLinks(tx, id);
  return id;
}

/** An empty account of the same address; the stranger's is closed, with all that is in it. */
async function startOver(
  tx: TransactionSql,
  strangerId: string,
  { email, newHash }: { email: string; newHash: string },
): Promise<string> {
  await closeAccount(tx, strangerId);
  const account = await insert(tx, { email, name: null, passwordHash: newHash }, true);
  if (!account) throw new Error(`the account ${strangerId} was closed and has its address still`);
  return account.id;
}
