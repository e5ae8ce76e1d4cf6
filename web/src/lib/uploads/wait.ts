/** How long a file waits that the server has no room for now. */

/** A longer wait is none that ends by itself: what is kept goes when somebody deletes it. */
const LONGEST_WAIT_S = 10;

/** In ms; undefined where waiting does not help. */
export function waitOf(status: number, retryAfter: string | null): number | undefined {
  const seconds = Number(retryAfter ?? NaN);
  return status === 429 && seconds <= LONGEST_WAIT_S ? seconds * 1_000 : undefined;
}
