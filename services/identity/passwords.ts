/**
 * Passwords: argon2id with the cost that OWASP names (19 MiB, 2 passes). Checking one takes the
 * same time whether the account exists or not, and only so many are checked at once.
 */
import { hash, verify } from "@node-rs/argon2";
import { unavailable } from "@rollcall/runtime/problem.ts";

export type Passwords = {
  hash(password: string): Promise<string>;
  /** `hash` is undefined where there is no such account: false, after the same work. */
  matches(hash: string | undefined, password: string): Promise<boolean>;
};

/** Each takes 19 MiB and some 20 ms of a core; more of them wait their turn in the pool. */
const maxAtOnce = 64;

/** @throws HttpProblem 503 from its functions, while too many are at work */
export async function openPasswords(): Promise<Passwords> {
  const nobodys = await hash(crypto.randomUUID());
  let atWork = 0;
  const bounded = async <T>(work: () => Promise<T>): Promise<T> => {
    if (atWork >= maxAtOnce) throw unavailable("Too many people sign in at once; try again soon.");
    atWork += 1;
    try {
      return await work();
    } finally {
      atWork -= 1;
    }
  };
  return {
    hash: (password) => bounded(() => hash(password)),
    matches: (known, password) =>
      bounded(async () => await verify(known ?? nobodys, password) && known !== undefined),
  };
}
