/** The refusal of an attempt that has to wait. */
import { HttpProblem } from "@rollcall/platform/problem.ts";
import { policyName, rateLimitHeaders } from "@rollcall/platform/rate_limits.ts";
import type { Attempt, BucketKind } from "./attempt_limit.ts";

const whose: Record<BucketKind, string> = {
  device: "to this account from this device",
  pair: "to this account from your address",
  account: "to this account from devices that it does not know",
  address: "from your address",
  network: "from your network",
  code: "of this account",
  recipient: "with this e-mail address",
};

/**
 * The attempt, if it may be made now.
 *
 * @param what such as "sign in"
 * @throws HttpProblem 429 with the seconds to wait
 */
export function letThrough(attempt: Attempt, what: string): Extract<Attempt, { ok: true }> {
  if (attempt.ok) return attempt;
  const { retryAfterS, of } = attempt;
  const wait = retryAfterS < 120 ? `${retryAfterS} s` : `${Math.ceil(retryAfterS / 60)} min`;
  const detail = `Too many attempts to ${what} ${whose[of]}: try again in ${wait}.`;
  const limit = { name: policyName(`ATTEMPTS_${of}`), quota: attempt.free, remaining: 0 };
  const told = rateLimitHeaders([{ ...limit, resetS: retryAfterS, windowS: attempt.memoryS }]);
  const headers = { "retry-after": String(retryAfterS), ...told };
  throw new HttpProblem(429, detail, { code: "TOO_MANY_ATTEMPTS", headers });
}
