/** Messages that are to be sent: each is queued, and the sender of this process woken. */
import type { Sql } from "@rollcall/event-store";
import type { NewsKind } from "./messages.ts";
import { order } from "./queue.ts";

export interface OutgoingMail {
  /** A message with a link to choose a new password, if the address has an account. */
  forgot(email: string): Promise<void>;
  /** A message that confirms an address as the account's. */
  verify(of: { email: string; userId: string }): Promise<void>;
  /** A message that informs the account's owner of something. */
  tell(kind: NewsKind, owner: { id: string; email: string }): Promise<void>;
  /** A message was queued elsewhere. */
  wake(): void;
}

/** @param wake wakes the sender of this process */
export function openOutgoingMail(sql: Sql, wake: () => void): OutgoingMail {
  return {
    wake,
    forgot: async (email) => {
      await order(sql, { kind: "reset", email });
      wake();
    },
    verify: async (of) => {
      await order(sql, { kind: "verify", ...of });
      wake();
    },
    tell: async (kind, { id, email }) => {
      await order(sql, { kind, email, userId: id });
      wake();
    },
  };
}
