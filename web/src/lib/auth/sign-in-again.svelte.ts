/**
 * Whether somebody has to sign in again, over the page, because the session has ended. Everything
 * that was refused meanwhile waits for the one answer.
 */
import { beginSession } from "#lib/api/http.ts";

class SignInAgain {
  open = $state(false);
  #asked: PromiseWithResolvers<boolean> | null = null;

  /** Asks, once for all that wait; true once the same person is signed in again. */
  ask(): Promise<boolean> {
    this.open = true;
    this.#asked ??= Promise.withResolvers<boolean>();
    return this.#asked.promise;
  }

  /** The same person is signed in again, here or in another tab. */
  done(): void {
    beginSession();
    this.open = false;
    this.#asked?.resolve(true);
    this.#asked = null;
  }
}

export const signInAgain = new SignInAgain();
