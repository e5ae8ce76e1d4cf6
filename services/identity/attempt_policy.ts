/**
 * How long somebody has to wait before the next attempt. Pure. Attempts are counted in buckets: by
 * account and device, by account, by address, by network. A bucket allows some attempts at once;
 * after that each further one makes the wait before the next twice as long, up to a bound that a
 * person can sit out. Nothing is ever locked.
 */

export interface Bucket {
  /** attempts so far, of which the last was `sinceS` ago */
  attempts: number;
  sinceS: number;
}

export interface Policy {
  /** attempts without any wait */
  free: number;
  /** the first wait and the longest, in seconds */
  firstS: number;
  longestS: number;
  /** attempts are forgotten once there was none for so long, in seconds; more than `longestS` */
  memoryS: number;
}

/** The attempts that still count. */
export function counted({ attempts, sinceS }: Bucket, { memoryS }: Policy): number {
  return sinceS >= memoryS ? 0 : attempts;
}

/** Seconds until the next attempt is let through; 0 if that is now. */
export function waitS(bucket: Bucket, policy: Policy): number {
  const beyond = counted(bucket, policy) - policy.free;
  if (beyond < 0) return 0;
  const delayS = Math.min(policy.longestS, policy.firstS * 2 ** Math.min(beyond, 30));
  return Math.max(0, delayS - bucket.sinceS);
}
