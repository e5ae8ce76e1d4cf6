/**
 * When which key signs, and which are published. Pure. A key is published a while before it signs,
 * so that every verifier has fetched it by then, and until the last token that it signed has run
 * out. Nobody needs to be awake at a certain time: the plan catches up with any pause.
 */

export type KeyTimes = { generation: number; signsFrom: Date };

export type RotationPolicy = {
  /** How long one key signs. */
  intervalMs: number;
  /** How long before it signs a key is published; longer than verifiers cache a key set. */
  leadMs: number;
  /** How long a key stays published after it signed last; longer than a token lives. */
  graceMs: number;
};

export type RotationPlan<Key extends KeyTimes> = {
  /** The key to sign with now; undefined only before the first one exists. */
  signer: Key | undefined;
  /** The keys that verifiers may meet: those before, the signer and the next. */
  published: Key[];
  /** A key that should be made now. */
  create: KeyTimes | undefined;
  /** Keys that nobody can meet any more. */
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
    // Of two who asked at once, one made the first key a moment later than the other's clock says.
    signer: started.at(-1) ?? sorted[0],
    published: sorted.filter((key, index) => !retired(key, index)),
    create: nextKey(sorted.at(-1), policy, now),
    remove: sorted.filter(retired),
  };
}

/** The very first key signs at once: nobody can have fetched a set without it. */
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
