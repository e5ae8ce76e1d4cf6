/** The newest value of every series, and how fast a counted one grows; a bounded number of series. */
import type { SeenPoint } from "./otlp.ts";

export interface Series extends SeenPoint {
  /** growth a second between the last two exports, of what is counted */
  rate?: number;
  atMs: number;
}

const SERIES = 5_000;

export class Metrics {
  readonly #series = new Map<string, Series>();

  /** Series beyond the bound are not taken in: those that are known go on. */
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
