/**
 * The event loop is everybody's, and a file may be made of anything: a few kilobytes can be millions
 * of empty cells. So whoever reads one does it in short steps, and asks after each whether others
 * should have their turn (promise 12).
 */

/** After so long of reading, others have their turn. A step between two looks takes far less. */
const TURN_MS = 8;

export class Turns {
  #since: number;

  /**
   * @param give resolves when it is the reader's turn again
   * @param now in milliseconds
   */
  constructor(
    readonly give: () => Promise<void> = oneRound,
    readonly now: () => number = () => performance.now(),
  ) {
    this.#since = now();
  }

  /** After each step. */
  async pause(): Promise<void> {
    if (this.now() - this.#since < TURN_MS) return;
    await this.give();
    this.#since = this.now();
  }

  /** The steps of a list, one after another. */
  async *between<T>(steps: Iterable<T>): AsyncGenerator<T> {
    for (const step of steps) {
      yield step;
      await this.pause();
    }
  }
}

/** The event loop goes round once. */
const oneRound = () => new Promise<void>((resolve) => setImmediate(resolve));
