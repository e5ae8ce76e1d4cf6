/**
 * The processes that run one service: requests go to each in its turn. One that could not be reached
 * is passed over for a moment, while its supervisor starts it again.
 */

/** How long one that could not be reached is asked last. */
const AWAY_MS = 1_000;

export class Instances {
  #next = 0;
  readonly #awayUntil = new Map<string, number>();

  /**
   * @param origins at least one
   * @param clock in ms
   */
  constructor(
    readonly origins: readonly string[],
    readonly clock: () => number = () => performance.now(),
  ) {}

  /** All of them, in the order in which a request may try them. */
  inTurn(): string[] {
    const from = this.#next++ % this.origins.length;
    const all = [...this.origins.slice(from), ...this.origins.slice(0, from)];
    if (this.#awayUntil.size === 0) return all;
    const now = this.clock();
    const isAway = (origin: string) => (this.#awayUntil.get(origin) ?? 0) > now;
    return [...all.filter((origin) => !isAway(origin)), ...all.filter(isAway)];
  }

  /** Notes that one could not be reached. */
  away(origin: string): void {
    this.#awayUntil.set(origin, this.clock() + AWAY_MS);
  }
}
