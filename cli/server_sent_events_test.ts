import assert from "node:assert/strict";
import { serverSentEvents } from "./server_sent_events.ts";

/** A stream that arrives in these pieces. */
const arriving = (...pieces: string[]) =>
  ReadableStream.from(pieces).pipeThrough(new TextEncoderStream());

Deno.test("events: they are read across pieces, and a comment is heard", async () => {
  let heard = 0;
  const body = arriving(
    ": hello\n\nevent: jo",
    "b\ndata: {\n",
    "data: }\r\n\r\n",
    ":\n\n",
    "data: x",
  );
  const events = await Array.fromAsync(serverSentEvents(body, () => heard++));
  assert.deepEqual(events.map(({ event, data }) => ({ event, data })), [
    { event: "job", data: "{\n}" },
  ]);
  assert.equal(heard, 5);
});

Deno.test("events: one that never ends does not fill the memory", async () => {
  let pieces = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      const line = new Uint8Array(1 << 20).fill(65);
      controller.enqueue(pieces++ ? line : new TextEncoder().encode("data: "));
    },
  });
  await assert.rejects(Array.fromAsync(serverSentEvents(endless)), /exceeded/i);
  assert.ok(pieces < 10, `it read ${pieces} MiB`);
});
