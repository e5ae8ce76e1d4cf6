/**
 * Reports a client's limits, by draft-ietf-httpapi-ratelimit-headers-10: `RateLimit-Policy`
 * says what is allowed, `RateLimit` how much of it is left, each as a list of structured items.
 */

export interface Limit {
  /** of the policy, such as "files-in-work" */
  name: string;
  /** the most */
  quota: number;
  /** how much of it is left; below zero counts as zero */
  remaining: number;
  /** in how many seconds there is more; left out where only the client itself can make room */
  resetS?: number;
  /** the time in which the quota is counted, in seconds; left out where it is of any time */
  windowS?: number;
  /** what is counted, if not requests */
  unit?: "content-bytes" | "concurrent-requests";
}

/**
 * The two headers. Pure.
 *
 * ```ts
 * const headers = rateLimitHeaders([{ name: "downloads-run", quota: 3, remaining: 2 }]);
 * assert.equal(headers["ratelimit-policy"], '"downloads-run";q=3');
 * assert.equal(headers["ratelimit"], '"downloads-run";r=2');
 * ```
 */
export function rateLimitHeaders(
  limits: readonly Limit[],
): { "ratelimit-policy": string; "ratelimit": string } {
  const policies = limits.map(({ name, quota, windowS, unit }) =>
    `"${name}";q=${quota}${unit ? `;qu="${unit}"` : ""}${windowS ? `;w=${windowS}` : ""}`
  );
  const states = limits.map(({ name, remaining, resetS }) =>
    `"${name}";r=${Math.max(0, remaining)}${resetS === undefined ? "" : `;t=${resetS}`}`
  );
  return { "ratelimit-policy": policies.join(", "), "ratelimit": states.join(", ") };
}

/** A code such as FILES_IN_WORK as the name of its policy. */
export const policyName = (code: string): string => code.toLowerCase().replaceAll("_", "-");
