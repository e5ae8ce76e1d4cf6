/**
 * Live streams never end on their own: they end when the process stops, or with their session.
 * Clients reconnect. All other responses are left to finish.
 */

/**
 * The response; if it is a live stream, its body ends with the signal.
 *
 * @param gone called once, when the stream has ended for whatever reason; never for other responses
 */
export function endedBy(
  signal: AbortSignal,
  response: Response,
  gone: () => void = () => {},
): Response {
  if (!isLive(response) || !response.body) return response;
  return new Response(endable(response.body, signal, gone), response);
}

/** Whether the response is a stream of events that may go on for ever. */
export function isLive(response: Response): boolean {
  return /^text\/event-stream\b/.test(response.headers.get("content-type") ?? "");
}

function endable(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  signal: AbortSignal,
  gone: () => void,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader();
  let end = () => {};
  const leave = () => {
    signal.removeEventListener("abort", end);
    gone();
  };
  return new ReadableStream({
    start(controller) {
      end = () => {
        leave();
        controller.close();
        reader.cancel().catch(() => {});
      };
      signal.addEventListener("abort", end);
      if (signal.aborted) end();
    },
    async pull(controller) {
      const { done, value } = await reader.read().catch((error) => {
        leave();
        throw error;
      });
      if (signal.aborted) return;
      if (done) end();
      else controller.enqueue(value);
    },
    cancel(reason) {
      leave();
      return reader.cancel(reason);
    },
  });
}
