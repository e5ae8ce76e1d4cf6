/**
 * A stopping gateway ends forwarded live streams: they never end by themselves, and clients
 * reconnect. All other requests are left to finish.
 */

/** The response; if it is a live stream, its body ends with the signal. */
export function endedBy(signal: AbortSignal, response: Response): Response {
  const isLive = /^text\/event-stream\b/.test(response.headers.get("content-type") ?? "");
  if (!isLive || !response.body) return response;
  return new Response(endable(response.body, signal), response);
}

function endable(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  signal: AbortSignal,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader();
  let end = () => {};
  return new ReadableStream({
    start(controller) {
      end = () => {
        signal.removeEventListener("abort", end);
        controller.close();
        reader.cancel().catch(() => {});
      };
      signal.addEventListener("abort", end);
      if (signal.aborted) end();
    },
    async pull(controller) {
      const { done, value } = await reader.read();
      if (signal.aborted) return;
      if (done) end();
      else controller.enqueue(value);
    },
    cancel(reason) {
      signal.removeEventListener("abort", end);
      return reader.cancel(reason);
    },
  });
}
