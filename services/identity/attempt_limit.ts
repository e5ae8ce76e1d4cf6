/**
 * Limits attempts to sign in, to register and to refresh, in Postgres: counts hold across processes
 * and restarts. An attempt is counted before it is judged, so that many at once cannot slip
 * through, and taken back if it was right. Refused attempts are not counted, so that hammering does
 * not lengthen the wait. Guessing is slowed down per account, wherever it comes from, and per
 * address and network. The owner is not affected: a device or network that signed in to the account
 * before has a count of its own, which nobody else can use up.
 */
import { createHash } from "node:crypto";
import { type Sql, transaction, type TransactionSql } from "@rollcall/event-store";
import { networkOf, wideNetworkOf } from "@rollcall/platform/client_address.ts";
import { counted, type Policy, waitS } from "./attempt_policy.ts";

export type Attempt =
  | { ok: true; buckets: string[] }
  /** `free`: what the bucket allows without a wait, in `memoryS` seconds */
  | { ok: false; retryAfterS: number; of: BucketKind; free: number; memoryS: number };

export interface SignInAttempt {
  /** the canonical address that names the account, whether there is one or not */
  email: string;
  address: string;
  /** of the device, if the account was signed in to from it before */
  knownDevice: string | undefined;
  /** whether the account was signed in to from this network before */
  isKnownNetwork: boolean;
}

export interface AttemptLimit {
  signIn(attempt: SignInAttempt): Promise<Attempt>;
  register(address: string): Promise<Attempt>;
  /** Of a refresh token that is not good: a good one is never refused. */
  badRefresh(address: string): Promise<Attempt>;
  /** Of a message to an address, whether it has an account or not. */
  mail(email: string, address: string): Promise<Attempt>;
  /** Of a code of the second factor, by whoever has the password. */
  code(userId: string): Promise<Attempt>;
  /** Of a link that is not good. */
  badLink(address: string): Promise<Attempt>;
  /** The attempt was right: it does not count. */
  takeBack(attempt: Extract<Attempt, { ok: true }>): Promise<void>;
}

export type BucketKind =
  | "device"
  | "pair"
  | "account"
  | "address"
  | "network"
  | "recipient"
  | "code";
type SignInKind = Exclude<BucketKind, "recipient" | "code">;

export interface Policies {
  /** sign-ins: wrong passwords in a row */
  signIn: Record<SignInKind, Policy>;
  /** accounts that are opened */
  register: Record<"address" | "network", Policy>;
  /** wrong codes in a row, by account */
  code: Policy;
  /** messages that strangers can have sent: to one address, and from one */
  mail: Record<"recipient" | "address" | "network", Policy>;
}

const MEMORY_S = 15 * 60;
const LONGEST_S = 10 * 60;
const HOUR_S = 3600;

const signInPolicies: Policies["signIn"] = {
  /** from a device that is known */
  device: { free: 10, firstS: 1, longestS: LONGEST_S, memoryS: MEMORY_S },
  /** to one account from one address */
  pair: { free: 5, firstS: 1, longestS: LONGEST_S, memoryS: MEMORY_S },
  /**
   * to one account from all that it does not know, wherever they are; with a memory of an hour a pause
   * that begins the count anew costs more tries than it gives
   */
  account: { free: 20, firstS: 1, longestS: 60, memoryS: HOUR_S },
  /** from one address to all accounts */
  address: { free: 50, firstS: 1, longestS: LONGEST_S, memoryS: MEMORY_S },
  /** from the addresses beside it */
  network: { free: 250, firstS: 1, longestS: 60, memoryS: MEMORY_S },
};

/** Three codes of a million are right at any time. */
const FREE_CODES = 5;
const codePolicy: Policy = {
  free: FREE_CODES,
  firstS: 1,
  longestS: LONGEST_S,
  memoryS: HOUR_S,
};

const mailPolicies: Policies["mail"] = {
  recipient: { free: 3, firstS: 60, longestS: LONGEST_S, memoryS: HOUR_S },
  address: { free: 20, firstS: 10, longestS: LONGEST_S, memoryS: HOUR_S },
  network: { free: 100, firstS: 10, longestS: LONGEST_S, memoryS: HOUR_S },
};

interface Counted {
  kind: BucketKind;
  key: string;
  policy: Policy;
}

/** @param registrations how many accounts an hour may be opened from one address without a wait */
export function usualPolicies(registrations: number): Policies {
  const openings = { firstS: 10, longestS: LONGEST_S, memoryS: HOUR_S };
  return {
    signIn: signInPolicies,
    code: codePolicy,
    mail: mailPolicies,
    register: {
      address: { ...openings, free: registrations },
      network: { ...openings, free: 5 * registrations },
    },
  };
}

export function openAttemptLimit(
  sql: Sql,
  { signIn, register, code, mail }: Policies,
): AttemptLimit {
  const fromHere = (
    what: string,
    address: string,
    policies: Policies["register"],
  ): Counted[] => [
    { kind: "address", key: keyOf(what, networkOf(address)), policy: policies.address },
    { kind: "network", key: keyOf(what, wideNetworkOf(address)), policy: policies.network },
  ];
  return {
    signIn: async ({ email, address, knownDevice, isKnownNetwork }) => {
      const { device, pair, account } = signIn;
      if (knownDevice !== undefined) {
        return await attempt(sql, [
          { kind: "device", key: keyOf("device", email, knownDevice), policy: device },
        ]);
      }
      return await attempt(sql, [
        { kind: "pair", key: keyOf("pair", email, networkOf(address)), policy: pair },
        ...(isKnownNetwork
          ? []
          : [{ kind: "account", key: keyOf("account", email), policy: account } as const]),
        ...fromHere("sign in", address, signIn),
      ]);
    },
    register: (address) => attempt(sql, fromHere("register", address, register)),
    badRefresh: (address) => attempt(sql, fromHere("refresh", address, signIn)),
    mail: (email, address) =>
      attempt(sql, [
        { kind: "recipient", key: keyOf("recipient", email), policy: mail.recipient },
        ...fromHere("mail", address, mail),
      ]),
    code: (userId) => attempt(sql, [{ kind: "code", key: keyOf("code", userId), policy: code }]),
    badLink: (address) => attempt(sql, fromHere("link", address, signIn)),
    takeBack: async ({ buckets }) => {
      await transaction(sql, async (tx) => {
        await lock(tx, buckets);
        await tx`
          update identity.attempt set attempts = greatest(attempts - 1, 0)
           where bucket = any(${buckets}::text[])`;
        // A sign-in that succeeds resets its own count.
        await tx`
          update identity.attempt set attempts = 0
           where bucket = any(${
          buckets.filter((bucket) => /^(device|pair|code)\./.test(bucket))
        }::text[])`;
        await tx`
          delete from identity.attempt where bucket in (
            select bucket from identity.attempt
             where last_at < now() - ${HOUR_S} * interval '1 second'
             limit 100 for update skip locked)`;
      });
    },
  };
}

/** Counts an attempt in all buckets, or in none if one of them makes it wait. */
function attempt(sql: Sql, wanted: Counted[]): Promise<Attempt> {
  // In a fixed order, to avoid deadlocks.
  const sorted = wanted.toSorted((a, b) => a.key < b.key ? -1 : 1);
  const buckets = sorted.map(({ key }) => key);
  return transaction(sql, async (tx): Promise<Attempt> => {
    await tx`
      insert into identity.attempt (bucket, attempts)
      select bucket, 0 from unnest(${buckets}::text[]) with ordinality as b (bucket, at) order by at
          on conflict (bucket) do nothing`;
    const rows = await lock(tx, buckets);
    let refused: Extract<Attempt, { ok: false }> | undefined;
    const attempts: number[] = [];
    for (const { kind, key, policy } of sorted) {
      const row = rows.find(({ bucket }) => bucket === key);
      const bucket = { attempts: row?.attempts ?? 0, sinceS: row?.since_s ?? 0 };
      const retryAfterS = Math.ceil(waitS(bucket, policy));
      if (retryAfterS > (refused?.retryAfterS ?? 0)) {
        const { free, memoryS } = policy;
        refused = { ok: false, retryAfterS, of: kind, free, memoryS };
      }
      attempts.push(counted(bucket, policy) + 1);
    }
    if (refused) return refused;
    await tx`
      update identity.attempt a set attempts = n.attempts, last_at = clock_timestamp()
        from unnest(${buckets}::text[], ${attempts}::int[]) as n (bucket, attempts)
       where a.bucket = n.bucket`;
    return { ok: true, buckets };
  });
}

async function lock(tx: TransactionSql, buckets: string[]) {
  return await tx<{ bucket: string; attempts: number; since_s: number }[]>`
    select bucket, attempts,
           greatest(extract(epoch from clock_timestamp() - last_at), 0)::float8 as since_s
      from identity.attempt where bucket = any(${buckets}::text[]) order by bucket collate "C" for update`;
}

/** The kind, and a hash: neither e-mails nor addresses are stored. */
function keyOf(kind: string, ...of: string[]): string {
  const hash = createHash("sha256").update(JSON.stringify([kind, ...of])).digest("base64url");
  return `${kind}.${hash}`;
}
