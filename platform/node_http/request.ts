/** A node:http request as a Fetch API Request, its body read on demand. */
import type { IncomingMessage } from "node:http";
import { badRequest, type Head, problemResponse, refusalOf } from "../malformed_requests.ts";

/** The chunks of a body; readers share one position. */
export type Pieces = AsyncIterator<Uint8Array>;

/**
 * As many as the services behind take, less what the gateway adds. Each is compared with those before
 * it, so that a head of 16 KiB full of them held the event loop for seconds.
 */
const MAX_HEADERS = 100;

/**
 * The Request, or the response to a request so malformed that no Request can represent it.
 *
 * @param pieces of the body, read on demand
 * @param signal aborts when the client disconnects
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
  const headerCount = incoming.rawHeaders.length / 2;
  if (headerCount > MAX_HEADERS) return tooManyHeaders(headerCount);
  const head = headOf(incoming);
  const refusal = refusalOf(head);
  if (refusal) return refusal;
  const { method, headers, url } = head;
  const body = hasBody(incoming) ? bodyOf(pieces) : null;
  return new Request(url, { method, headers, body, signal, duplex: "half" } as RequestInit);
}

function tooManyHeaders(count: number): Response {
  const detail = `The request has ${count} headers: at most ${MAX_HEADERS} are taken.`;
  return problemResponse(431, "Request Header Fields Too Large", detail);
}

/** Without a Host header, which HTTP/1.0 allows, it is for our only host. */
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

/** Cancelling does not close the source: the response still needs the connection. */
function bodyOf(pieces: Pieces): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(new Uint8Array(value));
    },
  }, { highWaterMark: 0 });
}
