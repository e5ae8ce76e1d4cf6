/** Sends a Response through node:http, as fast as its client reads. */
import type { ServerResponse } from "node:http";
import { UnreadAnswers } from "./unread_answers.ts";

/** Of this process. */
const processWide = new UnreadAnswers();
/** A body of known length up to this is sent with its head, in one piece. */
const SMALL_BYTES = 64 * 1024;

/** @param gone aborts when the client disconnects; then the response body is cancelled too */
export async function sendResponse(
  response: Response,
  outgoing: ServerResponse,
  gone: AbortSignal,
  unread: Pick<UnreadAnswers, "readOn"> = processWide,
): Promise<void> {
  const headers = headersOf(response, outgoing.req.method);
  if (Number(response.headers.get("content-length") ?? Infinity) <= SMALL_BYTES) {
    // Read before the head is sent: if that fails, the client gets nothing rather than a part.
    const body = response.body && new Uint8Array(await response.arrayBuffer());
    if (gone.aborted) return;
    outgoing.writeHead(response.status, headers);
    outgoing.end(body ?? undefined);
    return;
  }
  outgoing.writeHead(response.status, headers);
  outgoing.flushHeaders();
  await write(response.body, { outgoing, gone, unread });
  outgoing.end();
}

function headersOf(response: Response, method: string | undefined) {
  const headers: Record<string, string | string[]> = Object.fromEntries(response.headers);
  const cookies = response.headers.getSetCookie();
  if (cookies.length) headers["set-cookie"] = cookies;
  const mayHaveBody = method !== "HEAD" && response.status !== 204 && response.status !== 304;
  if (!response.body && mayHaveBody) headers["content-length"] = "0";
  return headers;
}

interface To {
  outgoing: ServerResponse;
  gone: AbortSignal;
  unread: Pick<UnreadAnswers, "readOn">;
}

/** @throws if the body fails: the client must not take a partial response for a complete one */
async function write(
  body: ReadableStream<Uint8Array> | null,
  { outgoing, gone, unread }: To,
): Promise<void> {
  if (!body) return;
  const reader = body.getReader();
  const leave = () => reader.cancel().catch(() => {});
  gone.addEventListener("abort", leave);
  if (gone.aborted) leave();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done || gone.aborted) return;
      if (!outgoing.write(value)) await unread.readOn(outgoing, gone);
    }
  } finally {
    gone.removeEventListener("abort", leave);
  }
}
