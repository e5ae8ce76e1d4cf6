/** The curves of the operations page, and what each says in a sentence. Pure. */
import type { TrendPoint } from "@rollcall/contracts/api";
import { number } from "../text/words.ts";

export interface TrendLine {
  name: string;
  /** a value for each point; null where it is not known */
  values: (number | null)[];
}

export interface Trend {
  title: string;
  unit: string;
  lines: TrendLine[];
  /** what an eye sees in it, for whoever sees none */
  sentence: string;
}

export function trendsOf(points: readonly TrendPoint[]): Trend[] {
  const line = (name: string, of: (point: TrendPoint) => number | null): TrendLine => ({
    name,
    values: points.map(of),
  });
  return [
    trend("New events", "a minute", [{ name: "Recorded", values: perMinute(points) }]),
    trend("Work waiting", "events", [
      line("Relay", ({ unpublished }) => unpublished),
      line("Parsing", ({ to_do }) => to_do.parsing),
      line("Dedupe", ({ to_do }) => to_do.dedupe),
      line("Review", ({ to_do }) => to_do.review),
      line("Projection", ({ to_do }) => to_do.projection),
    ]),
    trend("Messages in the queues", "messages", [line("All queues", (point) => point.messages)]),
    trend("Set aside", "", [
      line("Failed jobs", (point) => point.failed_jobs),
      line("Dead letters", (point) => point.dead_letters),
    ]),
  ];
}

function trend(title: string, unit: string, lines: TrendLine[]): Trend {
  const sentences = lines.map(({ name, values }) => {
    const known = values.filter((value) => value !== null);
    const now = values.at(-1) ?? null;
    const told = now === null ? "unknown" : number(now);
    const most = known.length > 0 ? `, ${number(Math.max(...known))} at the most` : "";
    return `${name} ${told} now${most}`;
  });
  return { title, unit, lines, sentence: `${sentences.join("; ")}.` };
}

/** Events between one point and the next, as if it went on so for a minute. */
function perMinute(points: readonly TrendPoint[]): (number | null)[] {
  return points.map(({ at, head }, i) => {
    const before = points[i - 1];
    if (!before) return null;
    const minutes = (Date.parse(at) - Date.parse(before.at)) / 60_000;
    return minutes > 0 ? Math.max(0, Math.round((head - before.head) / minutes)) : null;
  });
}
