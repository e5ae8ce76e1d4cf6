/**
 * One trace through all processes: W3C trace context is propagated in HTTP headers, event metadata
 * and message attributes. Deno records and exports spans if OTEL_DENO is set; otherwise the calls
 * below only run the work they are given.
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
  /** The traceparent of its cause; without one, it starts a trace. */
  parent?: string | null;
  /** Traceparents of the other work it covers. */
  links?: string[];
}

const tracer = trace.getTracer("rollcall");
/** The most traces that a batch's span links to. */
const LINKS = 32;

/** Whether Deno records spans: only then does it propagate anything. */
export const isTracing = propagation.fields().length > 0;

/** The active span as a traceparent; null if there is none. */
export function activeTraceparent(): string | null {
  const span = trace.getActiveSpan()?.spanContext();
  return span ? formatTraceparent(span) : null;
}

/** The current trace id: of the active span, or else of the traceparent received. */
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
 * Runs `work` inside a new span. An error is recorded by its type alone: its message may quote user
 * data.
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

/** The active span, which its creator ends. */
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
 * Sets the route on Deno's span of the request, and with it on http.server.request.duration: paths
 * contain ids, whose number is unbounded.
 */
export function nameRequest(method: string, route: string): void {
  trace.getActiveSpan()?.updateName(`${method} ${route}`).setAttribute("http.route", route);
}

/** The type of an error, for spans and metrics. */
export function errorType(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

/**
 * Runs `work` outside any trace. For polling loops: after an awaited fetch Deno leaves the fetch's
 * span active, and every poll would become a child of the previous one.
 */
export function untraced<T>(work: () => T): T {
  return context.with(ROOT_CONTEXT, work);
}

/**
 * A batch's span belongs to the trace that its events share; if they have several, it links to each
 * and belongs to none.
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

/** @returns undefined unless the text is a traceparent of version 00 */
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
