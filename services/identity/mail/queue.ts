/** Messages that wait to be sent, written in the transaction that they are about. */
import { newId, type Sql, type TransactionSql } from "@rollcall/event-store";
import type { MessageKind } from "./messages.ts";

export interface Ordered {
  kind: MessageKind;
  /** who gets it */
  email: string;
  userId?: string;
  registrationId?: string;
}

/** Queues a message. Wake the sender once that is committed. */
export async function order(sql: Sql | TransactionSql, message: Ordered): Promise<void> {
  const { kind, email, userId = null, registrationId = null } = message;
  await sql`
    insert into identity.mail (mail_id, kind, email, user_id, registration_id)
    values (${newId()}, ${kind}, ${email}, ${userId}, ${registrationId})`;
}
