/** The latest value of every series, and the rate of counters; the number of series is bounded. */
import type { SeenPoint } from "./otlp.ts";

export interface Series extends SeenPoint {
  /** of counters: growth per second between the last two exports */
  rate?: number;
  atMs: number;
}

const SERIES = 5_000;

export class Metrics {
  readonly #series = new Map<string, Series>();

  /** New series beyond the bound are ignored. */
  add(points: SeenPoint[], atMs: number): void {
    for (const point of points) {
      const key = JSON.stringify([point.service, point.name, point.attributes]);
      const before = this.#series.get(key);
      if (!before && this.#series.size >= SERIES) continue;
      this.#series.set(key, { ...point, ...growth(point, before, atMs), atMs });
    }
  }

  /** By name, then by service. */
  list(): Series[] {
    const place = ({ name, service, attributes }: Series) =>
      [name, service, JSON.stringify(attributes)].join("\t");
    return [...this.#series.values()].sort((a, b) => place(a) < place(b) ? -1 : 1);
  }
}

function growth(point: SeenPoint, before: Series | undefined, atMs: number): { rate?: number } {
  if (point.kind === "gauge" || !before || atMs <= before.atMs) return {};
  const counted = (of: SeenPoint) => of.count ?? of.value;
  const seconds = (atMs - before.atMs) / 1_000;
  return { rate: Math.max(0, counted(point) - counted(before)) / seconds };
}
