/** A request of node:http as the platform's own, its body read only as somebody asks for it. */
import type { IncomingMessage } from "node:http";
import { badRequest, type Head, refusalOf } from "../odd_requests.ts";

/** The pieces of a body; whoever reads on reads behind those who have read before. */
export type Pieces = AsyncIterator<Uint8Array>;

/**
 * The request, or the answer to one that is so odd that the platform has no Request for it.
 *
 * @param pieces of the body, read as somebody asks for them
 * @param signal aborts when the client has gone
 */
export function toRequest(
  incoming: IncomingMessage,
  pieces: Pieces,
  signal: AbortSignal,
): Request | Response {
  if (incoming.httpVersionMajor !== 1) {
    return badRequest(`HTTP/${incoming.httpVersion} is not spoken here: use HTTP/1.1.`);
  }
  if (incoming.httpVersionMinor > 0 && incoming.headers.host === undefined) {
    return badRequest(
      "The request has no Host header: HTTP/1.1 needs one, with a name or address.",
    );
  }
  const head = headOf(incoming);
  const refusal = refusalOf(head);
  if (refusal) return refusal;
  const { method, headers, url } = head;
  const body = hasBody(incoming) ? bodyOf(pieces) : null;
  return new Request(url, { method, headers, body, signal, duplex: "half" } as RequestInit);
}

/** Without a Host, as HTTP/1.0 allows, the request is for the only one there is. */
function headOf({ method = "GET", url = "/", headers, rawHeaders }: IncomingMessage): Head {
  const all = new Headers();
  for (let i = 0; i < rawHeaders.length; i += 2) all.append(rawHeaders[i]!, rawHeaders[i + 1]!);
  const path = method === "OPTIONS" && url === "*" ? "/" : url;
  const isPath = path.startsWith("/");
  const target = isPath ? `http://${headers.host || "localhost"}${path}` : path;
  return { method, url: target, headers: all };
}

function hasBody({ method = "GET", headers }: IncomingMessage): boolean {
  if (method === "GET" || method === "HEAD") return false;
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

/** Who loses interest leaves the rest alone: the connection is still needed for the answer. */
function bodyOf(pieces: Pieces): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(new Uint8Array(value));
    },
  }, { highWaterMark: 0 });
}
