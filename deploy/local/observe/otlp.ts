/**
 * Reads OTLP/JSON: the spans and metric points of one export, as far as they are shown. Anything
 * with an unexpected shape is skipped. Pure.
 */

export interface SeenSpan {
  traceId: string;
  spanId: string;
  /** "" for a root span */
  parentId: string;
  service: string;
  name: string;
  kind: SpanKindName;
  startMs: number;
  durationMs: number;
  failed: boolean;
  attributes: Record<string, string>;
  /** ids of linked traces */
  links: string[];
}

export type SpanKindName = "internal" | "server" | "client" | "producer" | "consumer";

export interface SeenPoint {
  service: string;
  name: string;
  unit: string;
  attributes: Record<string, string>;
  kind: "gauge" | "sum" | "histogram";
  /** of a histogram: the mean */
  value: number;
  /** of a histogram: the count, and estimates of two quantiles */
  count?: number;
  p50?: number;
  p95?: number;
}

const kinds: SpanKindName[] = ["internal", "internal", "server", "client", "producer", "consumer"];

/** Spans of a message to /v1/traces. */
export function spansOf({ resourceSpans = [] }: TracesMessage): SeenSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans = [] }) => {
    const service = serviceOf(resource);
    return scopeSpans.flatMap(({ spans = [] }) =>
      spans.map((span) => ({
        traceId: span.traceId,
        spanId: span.spanId,
        parentId: span.parentSpanId ?? "",
        service,
        name: span.name,
        kind: kinds[span.kind ?? 1] ?? "internal",
        startMs: milliseconds(span.startTimeUnixNano),
        durationMs: milliseconds(span.endTimeUnixNano) - milliseconds(span.startTimeUnixNano),
        failed: span.status?.code === 2,
        attributes: textsOf(span.attributes),
        links: (span.links ?? []).map((link) => link.traceId),
      }))
    );
  });
}

/** Points of a message to /v1/metrics. */
export function pointsOf({ resourceMetrics = [] }: MetricsMessage): SeenPoint[] {
  return resourceMetrics.flatMap(({ resource, scopeMetrics = [] }) => {
    const service = serviceOf(resource);
    const metrics = scopeMetrics.flatMap((scope) => scope.metrics ?? []);
    return metrics.flatMap(({ name, unit = "", ...of }) => {
      const kind = of.histogram ? "histogram" : of.sum ? "sum" : "gauge";
      return (of[kind]?.dataPoints ?? []).map((point) => ({
        service,
        name,
        unit,
        kind,
        attributes: textsOf(point.attributes),
        ...(kind === "histogram" ? spread(point) : { value: numberOf(point) }),
      } satisfies SeenPoint));
    });
  });
}

function spread({ count = 0, sum = 0, bucketCounts = [], explicitBounds = [], max }: DataPoint) {
  const total = Number(count);
  const quantile = (share: number) => {
    let below = 0;
    const bucket = bucketCounts.findIndex((inIt) => (below += Number(inIt)) >= share * total);
    return Math.min(explicitBounds[bucket] ?? Infinity, max ?? explicitBounds.at(-1) ?? 0);
  };
  return { value: total ? sum / total : 0, count: total, p50: quantile(0.5), p95: quantile(0.95) };
}

function numberOf({ asInt, asDouble }: DataPoint): number {
  return Number(asInt ?? asDouble);
}

function serviceOf(resource: Resource | undefined): string {
  return textsOf(resource?.attributes)["service.name"] ?? "";
}

function textsOf(attributes: Attribute[] = []): Record<string, string> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [key, String(Object.values(value)[0])]),
  );
}

function milliseconds(nanoseconds: string): number {
  return Number(BigInt(nanoseconds) / 1_000n) / 1_000;
}

/** The parts of OTLP's messages that are read. */
interface Attribute {
  key: string;
  value: Record<string, unknown>;
}
interface Resource {
  attributes?: Attribute[];
}
export interface TracesMessage {
  resourceSpans?: { resource?: Resource; scopeSpans?: { spans?: WrittenSpan[] }[] }[];
}
interface WrittenSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind?: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  status?: { code?: number };
  attributes?: Attribute[];
  links?: { traceId: string }[];
}
export interface MetricsMessage {
  resourceMetrics?: { resource?: Resource; scopeMetrics?: { metrics?: Metric[] }[] }[];
}
interface Metric {
  name: string;
  unit?: string;
  gauge?: { dataPoints?: DataPoint[] };
  sum?: { dataPoints?: DataPoint[] };
  histogram?: { dataPoints?: DataPoint[] };
}
interface DataPoint {
  attributes?: Attribute[];
  asInt?: string | number;
  asDouble?: number;
  count?: string | number;
  sum?: number;
  max?: number;
  bucketCounts?: (string | number)[];
  explicitBounds?: number[];
}
