/** The way of letters in a running service: who orders one wakes whoever sends it. */
import type { Sql } from "@rollcall/event-store";
import type { NewsKind } from "./letters.ts";
import { order } from "./queue.ts";

export interface PostRoom {
  /** A letter with a link to choose a new password, if the address has an account. */
  forgot(email: string): Promise<void>;
  /** A letter that confirms an address as the account's. */
  verify(of: { email: string; userId: string }): Promise<void>;
  /** A letter that tells the account's owner something. */
  tell(kind: NewsKind, owner: { id: string; email: string }): Promise<void>;
  /** A letter was ordered elsewhere. */
  wake(): void;
}

/** @param wake wakes the sender of this process */
export function openPostRoom(sql: Sql, wake: () => void): PostRoom {
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
