/** A request of node:http as the platform's own, its body read only as somebody asks for it. */
import type { IncomingMessage } from "node:http";
import { HttpProblem } from "@rollcall/runtime/problem.ts";

/** What cannot be a request at all; `response` says why. */
export class RequestRefused extends Error {
  constructor(readonly problem: HttpProblem, options?: ErrorOptions) {
    super(problem.detail, options);
  }

  get response(): Response {
    return new Response(JSON.stringify(this.problem.toBody()), {
      status: this.problem.status,
      headers: { ...this.problem.headers, "content-type": "application/problem+json" },
    });
  }
}

/** The platform's Request knows none of these. */
const UNSPEAKABLE = ["CONNECT", "TRACE", "TRACK"];

/** The pieces of a body; whoever reads on reads behind those who have read before. */
export type Pieces = AsyncIterator<Uint8Array>;

/**
 * @param pieces of the body, read as somebody asks for them
 * @param signal aborts when the client has gone
 * @throws RequestRefused where host, target, method or a header is none
 */
export function toRequest(
  incoming: IncomingMessage,
  pieces: Pieces,
  signal: AbortSignal,
): Request {
  const { method = "GET" } = incoming;
  if (UNSPEAKABLE.includes(method)) {
    throw new RequestRefused(new HttpProblem(405, `${method} is not possible here.`));
  }
  try {
    const body = hasBody(incoming) ? bodyOf(pieces) : null;
    const init = { method, headers: headersOf(incoming), body, signal, duplex: "half" };
    return new Request(urlOf(incoming), init as RequestInit);
  } catch (error) {
    const detail = "The request cannot be read: its host, its target or a header is malformed.";
    throw new RequestRefused(new HttpProblem(400, detail), { cause: error });
  }
}

function urlOf({ url = "/", headers }: IncomingMessage): string {
  return url.startsWith("/") ? `http://${headers.host}${url}` : url;
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let i = 0; i < rawHeaders.length; i += 2) headers.append(rawHeaders[i]!, rawHeaders[i + 1]!);
  return headers;
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
