/**
 * To check a password takes a processor some 20 ms, so whoever guesses from many addresses, each within
 * its limits, could make everybody wait. Strangers therefore take turns by network, a few at once; whoever
 * signs in from where he did before goes past them.
 */
import { wideNetworkOf } from "@rollcall/platform/client_address.ts";
import { NOT_BEGUN, WorkerSlots } from "@rollcall/platform/fairness/worker_slots.ts";
import { unavailable } from "@rollcall/platform/problem.ts";

export interface Whence {
  address: string;
  /** whether the account was signed in to from this device or network before */
  isKnown: boolean;
}

/** Strangers' passwords that are checked at once, in a process. */
const STRANGERS_AT_ONCE = 8;
/** Some ten seconds of work; more would be answered too late. */
const MAX_WAITING = 200;
const COME_BACK_S = 5;

export class SignInTurns {
  readonly #slots = new WorkerSlots(STRANGERS_AT_ONCE);

  /** Does the work when it is its turn. @throws HttpProblem 503 where too many strangers wait */
  async take<T>({ address, isKnown }: Whence, work: () => Promise<T>): Promise<T> {
    if (isKnown) return await work();
    if (this.#slots.waiting >= MAX_WAITING) throw tooMany();
    const done = await this.#slots.run(wideNetworkOf(address), work);
    if (done === NOT_BEGUN) throw tooMany();
    return done;
  }
}

const tooMany = () =>
  unavailable("Too many people sign in at once; try again in a few seconds.", COME_BACK_S);
