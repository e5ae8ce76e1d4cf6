/** What a request is about, for the security log. */
import type { Context } from "hono";
import { addressOf } from "../client_address.ts";
import type { AppEnv } from "../http.ts";
import { correlationOf } from "../request_ids.ts";
import type { Act } from "./entry.ts";
import type { SecurityLog } from "./security_log.ts";

/** Notes what requests do. */
export type NoteRequest = (
  c: Context<AppEnv>,
  action: Act["action"],
  more?: Partial<Pick<Act, "userId" | "jobId" | "actor">>,
) => void;

/**
 * By default it is about the user who is signed in.
 *
 * @param proxyHops our own proxies between the client and us, see client_address.ts
 */
export function noting(security: SecurityLog, proxyHops: number): NoteRequest {
  return (c, action, more = {}) => {
    const userId = more.userId === undefined ? c.var.userId ?? null : more.userId;
    const { requestId } = c.var;
    security.note({
      action,
      address: addressOf(c, proxyHops),
      // What is nobody's goes with nobody's account, so it gets no text of a client's.
      requestId: userId === null ? correlationOf(requestId) : requestId,
      ...more,
      userId,
    });
  };
}
