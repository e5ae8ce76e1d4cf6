/** Reads a `text/event-stream`: the events in it, without comments and fields that nobody needs. */

export interface ServerSentEvent {
  event: string;
  data: string;
}

/** Characters of one event at most: a server that never ends one must not fill the memory. */
const EVENT_CHARS = 4 << 20;

/**
 * @param heard called with each piece that arrives, be it only a comment that keeps the line open
 * @throws where the stream breaks off, or an event has no end
 */
export async function* serverSentEvents(
  body: ReadableStream<Uint8Array>,
  heard: () => void = () => {},
): AsyncGenerator<ServerSentEvent> {
  let rest = "";
  for await (const text of body.pipeThrough(decoder())) {
    heard();
    const blocks = (rest + text).split("\n\n");
    rest = blocks.pop() ?? "";
    if (rest.length > EVENT_CHARS) throw new Error("an event of the stream has no end");
    for (const block of blocks) {
      const fields = block.split("\n").map((line) => line.match(/^(event|data): ?(.*)$/));
      const of = (name: string) =>
        fields.flatMap((field) => field?.[1] === name ? [field[2] ?? ""] : []).join("\n");
      if (of("data")) yield { event: of("event") || "message", data: of("data") };
    }
  }
}

function decoder(): ReadableWritablePair<string, Uint8Array> {
  return new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>;
}
