/**
 * The plan of key rotation. Pure. A key is published some time before it signs, so that every
 * verifier has fetched it by then, and until the last token that it signed has expired. Nothing has
 * to run at a certain time: the plan catches up after any pause.
 */

export type KeyTimes = { generation: number; signsFrom: Date };

export type RotationPolicy = {
  /** How long one key signs. */
  intervalMs: number;
  /** How long a key is published before it signs; longer than verifiers cache a key set. */
  leadMs: number;
  /** How long a key stays published after it last signed; longer than a token's lifetime. */
  graceMs: number;
};

export type RotationPlan<Key extends KeyTimes> = {
  /** The key to sign with now; undefined only before the first one exists. */
  signer: Key | undefined;
  /** The keys that verifiers may need: previous ones, the signer and the next. */
  published: Key[];
  /** A key that should be created now. */
  create: KeyTimes | undefined;
  /** Expired keys. */
  remove: Key[];
};

export function planRotation<Key extends KeyTimes>(
  keys: Key[],
  policy: RotationPolicy,
  now: Date,
): RotationPlan<Key> {
  const sorted = keys.toSorted((a, b) => a.generation - b.generation);
  const started = sorted.filter((key) => key.signsFrom <= now);
  const retired = (_: Key, index: number) => {
    const next = sorted[index + 1];
    return next !== undefined && next.signsFrom.getTime() + policy.graceMs <= now.getTime();
  };
  return {
    // Another process may have created the first key slightly ahead of this clock.
    signer: started.at(-1) ?? sorted[0],
    published: sorted.filter((key, index) => !retired(key, index)),
    create: nextKey(sorted.at(-1), policy, now),
    remove: sorted.filter(retired),
  };
}

/** The very first key signs at once: no verifier can have cached a set without it. */
function nextKey(
  newest: KeyTimes | undefined,
  { intervalMs, leadMs }: RotationPolicy,
  now: Date,
): KeyTimes | undefined {
  if (!newest) return { generation: 1, signsFrom: now };
  const due = newest.signsFrom.getTime() + intervalMs;
  if (now.getTime() < due - leadMs) return undefined;
  const signsFrom = new Date(Math.max(due, now.getTime() + leadMs));
  return { generation: newest.generation + 1, signsFrom };
}
