/**
 * A producer span for each published message, in the trace of its event; the message carries it, so
 * that the consumer's span becomes its child.
 */
import { type Span, SpanKind } from "@opentelemetry/api";
import {
  failSpan,
  formatTraceparent,
  isTracing,
  startSpan,
  untraced,
  withSpan,
} from "@rollcall/platform/trace.ts";
import type { OutgoingMessage } from "./batches.ts";

/**
 * Calls `send` with the messages and their spans' traceparents.
 * @returns what `send` returns: how many from the batch's start were accepted
 */
export async function inSendSpans(
  topic: string,
  batch: OutgoingMessage[],
  send: (carried: OutgoingMessage[]) => Promise<number>,
): Promise<number> {
  if (!isTracing) return await send(batch);
  const spans = batch.map((message) => message.traceparent ? open(topic, message) : undefined);
  const carried = batch.map((message, i) => {
    const span = spans[i];
    return span ? { ...message, traceparent: formatTraceparent(span.spanContext()) } : message;
  });
  const first = spans.find((span) => span !== undefined);
  try {
    // The call itself appears in the first message's trace, since it is one for all.
    return await (first ? withSpan(first, () => send(carried)) : untraced(() => send(carried)));
  } catch (error) {
    for (const span of spans) if (span) failSpan(span, error);
    throw error;
  } finally {
    for (const span of spans) span?.end();
  }
}

function open(topic: string, { traceparent, type }: OutgoingMessage): Span {
  return startSpan({
    name: `publish ${topic}`,
    kind: SpanKind.PRODUCER,
    parent: traceparent,
    attributes: {
      "messaging.system": "aws.sns",
      "messaging.operation.name": "publish",
      "messaging.destination.name": topic,
      "rollcall.event.type": type,
    },
  });
}
