/**
 * The figures of the last hour, for curves: a point every 15 s, in the memory of the process that
 * reads them anyway, 240 at the most. No personal data: there is none in the figures.
 */
import type { Operations, TrendPoint, Trends as Told } from "@rollcall/contracts/api";
import type { Log } from "@rollcall/platform/log.ts";

const EVERY_MS = 15_000;
const KEPT_POINTS = 240;

export class TrendRecorder {
  #points: TrendPoint[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly read: () => Promise<Operations>,
    readonly log: Log,
    readonly everyMs = EVERY_MS,
  ) {}

  start(): void {
    this.#next(0);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  told(): Told {
    return { every_seconds: Math.round(this.everyMs / 1_000), points: this.#points };
  }

  /** Adds a point. While the figures cannot be read there is none: a gap in the curve. */
  async sample(): Promise<void> {
    try {
      const point = pointOf(await this.read());
      this.#points = [...this.#points, point].slice(-KEPT_POINTS);
    } catch (error) {
      this.log.warn("the figures cannot be read, the trend has a gap", { error });
    }
  }

  #next(afterMs: number): void {
    this.#timer = setTimeout(async () => {
      await this.sample();
      // Unless it was stopped meanwhile.
      if (this.#timer !== undefined) this.#next(this.everyMs);
    }, afterMs);
  }
}

export function pointOf(figures: Operations): TrendPoint {
  const { taken_at, log, relay, consumers, failed_jobs: failed } = figures;
  const toDo = new Map(consumers.map(({ name, lag_events }) => [name, lag_events]));
  const of = (name: Operations["consumers"][number]["name"]) => toDo.get(name) ?? 0;
  const sum = (figure: (consumer: Operations["consumers"][number]) => number | null) =>
    consumers.reduce<number | null>((total, consumer) => {
      const own = figure(consumer);
      return total === null || own === null ? null : total + own;
    }, 0);
  return {
    at: taken_at,
    head: log.head,
    unpublished: relay.lag_events,
    to_do: {
      parsing: of("parsing"),
      dedupe: of("dedupe"),
      review: of("review"),
      projection: of("projection"),
    },
    messages: sum(({ queue }) => queue && queue.visible + queue.in_flight + queue.delayed),
    dead_letters: sum(({ parked }) => parked),
    failed_jobs: failed.parsing + failed.dedupe + failed.review,
  };
}
