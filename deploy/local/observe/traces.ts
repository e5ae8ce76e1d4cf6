/**
 * The newest traces, bounded: the oldest are evicted first, starting with uninteresting ones: polls
 * of empty queues and readiness probes.
 */
import type { SeenSpan } from "./otlp.ts";

export interface TraceSummary {
  id: string;
  /** of the root span */
  name: string;
  services: string[];
  spans: number;
  startMs: number;
  durationMs: number;
  failed: boolean;
  /** nothing but polls and probes */
  quiet: boolean;
}

const TRACES = 1_000;
const SPANS = 50_000;
/** An endless trace must not evict all others. */
const TRACE_SPANS = 5_000;

export class Traces {
  readonly #traces = new Map<string, SeenSpan[]>();
  #spans = 0;

  add(spans: SeenSpan[]): void {
    for (const span of spans) {
      const trace = this.#traces.get(span.traceId) ?? [];
      this.#traces.set(span.traceId, trace);
      if (trace.length >= TRACE_SPANS) continue;
      trace.push(span);
      this.#spans++;
    }
    while (this.#traces.size > TRACES || this.#spans > SPANS) this.#dropOne();
  }

  /** Newest first. */
  list(): TraceSummary[] {
    return [...this.#traces].map(([id, spans]) => summary(id, spans))
      .sort((a, b) => b.startMs - a.startMs);
  }

  /** In the order of their start; empty if there is no such trace. */
  spansOf(id: string): SeenSpan[] {
    return (this.#traces.get(id) ?? []).toSorted((a, b) => a.startMs - b.startMs);
  }

  #dropOne(): void {
    const entries = [...this.#traces];
    const [id, spans] = entries.find(([, spans]) => isQuiet(spans)) ?? entries[0]!;
    this.#traces.delete(id);
    this.#spans -= spans.length;
  }
}

function summary(id: string, spans: SeenSpan[]): TraceSummary {
  const startMs = Math.min(...spans.map((span) => span.startMs));
  const known = new Set(spans.map((span) => span.spanId));
  const first = spans.toSorted((a, b) => a.startMs - b.startMs);
  const root = first.find((span) => !known.has(span.parentId)) ?? first[0];
  return {
    id,
    name: root?.name ?? "",
    services: [...new Set(first.map((span) => span.service))],
    spans: spans.length,
    startMs,
    durationMs: Math.max(...spans.map((span) => span.startMs + span.durationMs)) - startMs,
    failed: spans.some((span) => span.failed),
    quiet: isQuiet(spans),
  };
}

function isQuiet(spans: SeenSpan[]): boolean {
  return spans.every(({ kind, attributes }) =>
    kind === "client" || /^(\/readyz|\/healthz|\(starting\))$/.test(attributes["http.route"] ?? "")
  );
}
