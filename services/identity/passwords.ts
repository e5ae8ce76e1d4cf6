/**
 * Password hashing: argon2id with OWASP's parameters (19 MiB, 2 passes). Checking takes the same
 * time whether the account exists or not, and concurrency is limited.
 */
import { hash, verify } from "@node-rs/argon2";
import { unavailable } from "@rollcall/platform/problem.ts";

export type Passwords = {
  hash(password: string): Promise<string>;
  /** `hash` is undefined if there is no such account: then false, after the same work. */
  matches(hash: string | undefined, password: string): Promise<boolean>;
};

/** Each takes 19 MiB and some 20 ms of a core; others wait in the thread pool. */
const MAX_AT_ONCE = 64;

/** Its functions throw HttpProblem 503 while too many are in progress */
export async function openPasswords(): Promise<Passwords> {
  const nobodys = await hash(crypto.randomUUID());
  let atWork = 0;
  const bounded = async <T>(work: () => Promise<T>): Promise<T> => {
    if (atWork >= MAX_AT_ONCE) {
      throw unavailable("Too many people sign in at once; try again soon.");
    }
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
