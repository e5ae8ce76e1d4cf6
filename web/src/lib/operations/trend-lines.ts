/** The curves of the operations page, and what each says in a sentence. Pure. */
import type { TrendPoint } from "@rollcall/contracts/api";
import { m } from "../paraglide/messages.js";
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
    trend(m.operations_trend_new(), m.operations_trend_a_minute(), [{
      name: m.operations_trend_recorded(),
      values: perMinute(points),
    }]),
    trend(m.operations_trend_work(), m.operations_events(), [
      line(m.operations_trend_relay(), ({ unpublished }) => unpublished),
      line(m.operations_trend_parsing(), ({ to_do }) => to_do.parsing),
      line(m.operations_trend_dedupe(), ({ to_do }) => to_do.dedupe),
      line(m.operations_trend_review(), ({ to_do }) => to_do.review),
      line(m.operations_trend_projection(), ({ to_do }) => to_do.projection),
    ]),
    trend(m.operations_trend_queues(), m.operations_trend_messages(), [
      line(m.operations_trend_all_queues(), (point) => point.messages),
    ]),
    trend(m.operations_trend_aside(), "", [
      line(m.operations_trend_failed(), (point) => point.failed_jobs),
      line(m.operations_trend_letters(), (point) => point.dead_letters),
    ]),
  ];
}

function trend(title: string, unit: string, lines: TrendLine[]): Trend {
  const sentences = lines.map(({ name, values }) => {
    const known = values.filter((value) => value !== null);
    const now = values.at(-1) ?? null;
    const value = now === null ? m.operations_trend_unknown() : number(now);
    return known.length > 0
      ? m.operations_trend_now_most({ name, value, most: Math.max(...known) })
      : m.operations_trend_now({ name, value });
  });
  return {
    title,
    unit,
    lines,
    sentence: m.operations_trend_sentence({ curves: sentences.join("; ") }),
  };
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
