/** What work costs in processor time, with all that follows from it until the system is at rest. */
import { processorTime } from "./processor_time.ts";

/** The system is at rest once all its processes have used no more than this in a while, in ms. */
const REST_MS = 40, WHILE_MS = 500;
/** Longer than anything that follows from what is measured, on a slow machine too. */
const DEADLINE_MS = 120_000;

export class CostMeter {
  /**
   * @param pids a name → its process
   * @param deadlineMs after which what does not come to rest is a fault
   */
  constructor(
    readonly pids: ReadonlyMap<string, number>,
    readonly deadlineMs = DEADLINE_MS,
  ) {}

  /**
   * Milliseconds of all processes together.
   * @throws where the system does not come to rest
   */
  async cost(work: () => Promise<void>): Promise<number> {
    const costs = await this.costs(work);
    return costs.values().reduce((all, ms) => all + ms, 0);
  }

  /** Milliseconds of each process. */
  async costs(work: () => Promise<void>): Promise<Map<string, number>> {
    await this.#rest();
    const before = processorTime(this.pids);
    await work();
    await this.#rest();
    const after = processorTime(this.pids);
    return new Map([...after].map(([name, ms]) => [name, ms - before.get(name)!]));
  }

  async #rest(): Promise<void> {
    const until = performance.now() + this.deadlineMs;
    for (let before = this.#total();;) {
      await new Promise((over) => setTimeout(over, WHILE_MS));
      const after = this.#total();
      if (after - before <= REST_MS) return;
      if (performance.now() > until) {
        throw new Error(
          `the system does not come to rest: it still uses ${after - before} ms in ${WHILE_MS}`,
        );
      }
      before = after;
    }
  }

  #total(): number {
    return processorTime(this.pids).values().reduce((all, ms) => all + ms, 0);
  }
}
