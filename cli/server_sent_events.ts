/** Reads a `text/event-stream`. */
import { type EventSourceMessage, EventSourceParserStream } from "eventsource-parser/stream";

/** Characters of one event at most: an endless one must not exhaust memory. */
const EVENT_CHARS = 4 << 20;

/**
 * The events of the stream. Fails if it breaks off or an event is too long.
 *
 * @param heard called with each chunk, even if only a keep-alive comment
 */
export function serverSentEvents(
  body: ReadableStream<Uint8Array>,
  heard: () => void = () => {},
): ReadableStream<EventSourceMessage> {
  const hearing = new TransformStream<Uint8Array, Uint8Array>({
    transform(piece, controller) {
      heard();
      controller.enqueue(piece);
    },
  });
  const decoder = new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>;
  return body.pipeThrough(hearing).pipeThrough(decoder)
    .pipeThrough(new EventSourceParserStream({ maxBufferSize: EVENT_CHARS }));
}
