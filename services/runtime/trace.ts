/**
 * One trace through all processes: W3C trace context goes along in HTTP headers, in the metadata of
 * events and in the attributes of messages. Deno records and exports the spans where OTEL_DENO is
 * set; elsewhere the calls below do nothing but the work they are given.
 */
import {
  type Attributes,
  context,
  type Link,
  propagation,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  type SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";

export interface SpanOptions {
  name: string;
  kind: SpanKind;
  attributes?: Attributes;
  /** The traceparent of what caused it; where left out, it begins a trace. */
  parent?: string | null;
  /** Traceparents of what else it works on. */
  links?: string[];
}

const tracer = trace.getTracer("rollcall");
/** A span of a batch names so many other traces at most. */
const LINKS = 32;

/** Whether Deno records spans: only then it has anything to propagate. */
export const isTracing = propagation.fields().length > 0;

/** The active span as a traceparent; null where there is none. */
export function activeTraceparent(): string | null {
  const span = trace.getActiveSpan()?.spanContext();
  return span ? formatTraceparent(span) : null;
}

/** The trace that is worked for, by the active span or else by what was brought along. */
export function activeTraceId(brought: string | null): string | undefined {
  return trace.getActiveSpan()?.spanContext().traceId ?? parseTraceparent(brought)?.traceId;
}

/** Starts a span that its caller ends. */
export function startSpan({ name, kind, attributes, parent, links }: SpanOptions): Span {
  return tracer.startSpan(
    name,
    { kind, ...(attributes && { attributes }), ...(links && { links: linksTo(links) }) },
    contextOf(parent ?? null),
  );
}

/**
 * Runs `work` inside a span of its own. What it throws is noted on the span by its kind alone: a
 * message may quote what somebody wrote.
 */
export async function inSpan<T>(
  options: SpanOptions,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const span = startSpan(options);
  try {
    return await withSpan(span, () => work(span));
  } catch (error) {
    failSpan(span, error);
    throw error;
  } finally {
    span.end();
  }
}

/** The active span, which somebody else ends. */
export const activeSpan = (): Span | undefined => trace.getActiveSpan();

/** Runs `work` with the span as the active one. */
export function withSpan<T>(span: Span, work: () => T): T {
  return context.with(trace.setSpan(ROOT_CONTEXT, span), work);
}

export function failSpan(span: Span, error: unknown): void {
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.setAttribute("error.type", errorType(error));
}

/**
 * Names Deno's span of the request that is answered, and with it http.server.request.duration: a
 * path has ids in it, of which there is no end.
 */
export function nameRequest(method: string, route: string): void {
  trace.getActiveSpan()?.updateName(`${method} ${route}`).setAttribute("http.route", route);
}

/** The kind of a fault, for spans and metrics. */
export function errorType(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

/**
 * Runs `work` in no trace. For whatever polls: after an awaited fetch Deno leaves the fetch's span
 * active, and every poll would become a part of the one before it.
 */
export function untraced<T>(work: () => T): T {
  return context.with(ROOT_CONTEXT, work);
}

/**
 * The span of a batch is part of the trace that its events have in common; of several traces it is
 * linked to each, and is part of none.
 */
export function batchParents(
  traceparents: (string | null)[],
): { parent: string | null; links: string[] } {
  const byTrace = new Map<string, string>();
  for (const one of traceparents) {
    const traceId = parseTraceparent(one)?.traceId;
    if (one && traceId && byTrace.size < LINKS) byTrace.set(traceId, one);
  }
  const found = [...byTrace.values()];
  return found.length === 1 ? { parent: found[0]!, links: [] } : { parent: null, links: found };
}

export function formatTraceparent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`;
}

const FORMAT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const ZEROS = /^0+$/;

/** @returns undefined for what is no traceparent of version 00 */
export function parseTraceparent(text: string | null | undefined): SpanContext | undefined {
  const [, traceId, spanId, flags] = text?.match(FORMAT) ?? [];
  if (!traceId || !spanId || ZEROS.test(traceId) || ZEROS.test(spanId)) return undefined;
  return { traceId, spanId, traceFlags: parseInt(flags!, 16), isRemote: true };
}

function contextOf(traceparent: string | null) {
  const parent = parseTraceparent(traceparent);
  return parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
}

function linksTo(traceparents: string[]): Link[] {
  return traceparents.flatMap((text) => {
    const context = parseTraceparent(text);
    return context ? [{ context }] : [];
  });
}
