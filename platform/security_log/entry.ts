/** One act, as it is written down: who, what, from where, in which request; nothing of anybody's rows. */
import type { SecurityAction } from "@rollcall/contracts/api";

/** `command`: an operator at a terminal, with a login of the database. */
export type Actor = "user" | "command" | "system";

export interface Act {
  action: SecurityAction;
  /** whose account or data it is about; null if that is not known */
  userId: string | null;
  /** by default the user himself */
  actor?: Actor;
  address?: string | null;
  requestId?: string | null;
  jobId?: string | null;
}

export interface SecurityEntry extends Required<Act> {
  at: Date;
  /** unique: a second entry with the same is dropped, be it a repeat or one too many */
  once: string;
}

/** An act of the same user on the same thing is noted once in so many minutes. */
export const ONCE_MINUTES = 10;

/** Acts that are frequent, and of which a few say as much as all. */
const FREQUENT: ReadonlySet<SecurityAction> = new Set(["rows_viewed", "sign_in_delayed"]);

/** The entry of an act. */
export function entryOf(act: Act, at: Date): SecurityEntry {
  const { action, userId, actor = "user", address = null, requestId = null, jobId = null } = act;
  const window = Math.floor(at.getTime() / (ONCE_MINUTES * 60_000));
  // Refused clients without an account are told apart by address.
  const of = [action, userId ?? address, jobId, window];
  const once = FREQUENT.has(action) ? of.join("/") : crypto.randomUUID();
  return { action, userId, actor, address, requestId, jobId, at, once };
}
