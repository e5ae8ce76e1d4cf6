import assert from "node:assert/strict";
import { endedBy } from "./live_streams.ts";

function live(contentType: string) {
  const cancelled = Promise.withResolvers<void>();
  const body = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode("event: job\n\n")),
    cancel: () => cancelled.resolve(),
  });
  const response = new Response(body, { headers: { "content-type": contentType } });
  return { response, cancelled: cancelled.promise };
}

Deno.test("live streams: a live stream ends with the signal, and lets its service know", async () => {
  const stopping = new AbortController();
  const { response, cancelled } = live("text/event-stream; charset=utf-8");
  const reader = endedBy(stopping.signal, response).body!.getReader();
  assert.equal(new TextDecoder().decode((await reader.read()).value), "event: job\n\n");
  const next = reader.read();
  stopping.abort();
  assert.equal((await next).done, true);
  await cancelled;
});

Deno.test("live streams: a stream whose client goes is cancelled at its service", async () => {
  const { response, cancelled } = live("text/event-stream");
  await endedBy(new AbortController().signal, response).body!.cancel();
  await cancelled;
});

Deno.test("live streams: any other answer is left alone", () => {
  const { response } = live("text/csv");
  assert.equal(endedBy(AbortSignal.abort(), response), response);
});
