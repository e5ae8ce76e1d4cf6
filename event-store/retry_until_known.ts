/** Retries work whose outcome a lost connection left unknown. */

const TRIES = 3;

/**
 * Repeats the work at once while a fault leaves its outcome unknown.
 *
 * ```ts
 * const request = [{ stream: "account-1", expectedVersion: 0, events: [opened()] }];
 * const isLost = (error) => error.code === "CONNECTION_CLOSED";
 * const { outcome } = await retryUntilKnown(isLost, () => store.append(request));
 * assert.equal(outcome, "appended");
 * ```
 *
 * @param work must detect what an earlier attempt did
 * @throws any other error at once; after three attempts, the last error
 */
export async function retryUntilKnown<T>(
  isUnknown: (error: unknown) => boolean,
  work: (tries: number) => Promise<T>,
): Promise<T> {
  for (let tries = 1;; tries++) {
    try {
      return await work(tries);
    } catch (error) {
      if (tries === TRIES || !isUnknown(error)) throw error;
    }
  }
}
