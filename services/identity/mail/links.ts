/**
 * The links in messages: 256 random bits, stored as a hash, valid once and for a short time.
 * Whoever opens one can read mail sent to the address that it names.
 */
import type { Sql, TransactionSql } from "@rollcall/event-store";
import { hashOf, newRefreshToken } from "../refresh_tokens.ts";
import { type LinkKind, linkLifeS } from "./messages.ts";

export interface LinkTarget {
  kind: LinkKind;
  /** the address that it was sent to */
  email: string;
  userId: string | null;
  registrationId: string | null;
}

/** Makes a link. @returns its token, which is nowhere else */
export async function makeLink(tx: Sql | TransactionSql, target: LinkTarget): Promise<string> {
  const token = newRefreshToken();
  await tx`
    insert into identity.link (token_hash, kind, email, user_id, registration_id, expires_at)
    values (${hashOf(token)}, ${target.kind}, ${target.email}, ${target.userId},
            ${target.registrationId}, now() + ${linkLifeS[target.kind]} * interval '1 second')`;
  return token;
}

/** What a link is about; undefined if it was used, has expired, or is of no such kind. */
export async function findLink(
  sql: Sql | TransactionSql,
  token: string,
  kinds: LinkKind[],
): Promise<LinkTarget | undefined> {
  const [row] = await sql<LinkTarget[]>`
    select ${columns(sql)} from identity.link
     where token_hash = ${hashOf(token)} and kind = any(${kinds}::text[]) and expires_at > now()`;
  return row;
}

/** The same, and it works no more: of two who open it at once, one gets it. */
export async function useLink(
  tx: TransactionSql,
  token: string,
  kinds: LinkKind[],
): Promise<LinkTarget | undefined> {
  const [row] = await tx<LinkTarget[]>`
    delete from identity.link
     where token_hash = ${hashOf(token)} and kind = any(${kinds}::text[]) and expires_at > now()
    returning ${columns(tx)}`;
  return row;
}

function columns(sql: Sql | TransactionSql) {
  return sql`kind, email, user_id as "userId", registration_id as "registrationId"`;
}
