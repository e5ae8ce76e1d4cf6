/**
 * The gateway's own server, by node:http. Deno.serve waits for a request's head for as long as its
 * client likes, keeps a connection open whose client was answered and dawdles on, and has no option
 * against either (Deno 2.9.6). What Deno.serve tells of a request in traces is told here.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { SpanKind } from "@opentelemetry/api";
import type { Listener, ListenOptions } from "@rollcall/runtime/lifecycle.ts";
import { inSpan, isTracing } from "@rollcall/runtime/trace.ts";
import { send } from "./node_answer.ts";
import { type Pieces, RequestRefused, toRequest } from "./node_request.ts";

/** The head of a request has so long to come; looked at once a second. */
const HEAD_MS = 8_000;
const CHECK_MS = 1_000;
/** A connection without a request. */
const IDLE_MS = 75_000;
/** What is still read of a request that is answered. */
const LINGER_MS = 2_000;

/** @throws Deno.errors.AddrInUse */
export function listenByNode(options: ListenOptions): Promise<Listener> {
  return listenFor(HEAD_MS, options);
}

/** The same where a head has `headMs` to come: for tests, which have no time. */
export async function listenFor(
  headMs: number,
  { port, hostname, handler }: ListenOptions,
): Promise<Listener> {
  const server = createServer({
    headersTimeout: headMs,
    // The body's time is held by its pace; it is none of the head's.
    requestTimeout: 0,
    connectionsCheckingInterval: Math.min(CHECK_MS, headMs),
    keepAliveTimeout: IDLE_MS,
  }, (incoming, outgoing) => {
    answer(handler, incoming, outgoing).catch(() => outgoing.destroy());
  });
  const listening = Promise.withResolvers<void>();
  server.once("error", listening.reject);
  server.listen(port, hostname, () => listening.resolve());
  await listening.promise.catch((error) => {
    throw error.code === "EADDRINUSE" ? new Deno.errors.AddrInUse(error.message) : error;
  });
  return {
    port: (server.address() as AddressInfo).port,
    shutdown: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

async function answer(
  handler: ListenOptions["handler"],
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  outgoing.once("close", () => outgoing.writableFinished || gone.abort());
  const pieces: Pieces = incoming[Symbol.asyncIterator]();
  const response = await responseTo(handler, incoming, pieces, gone.signal);
  await send(response, outgoing, gone.signal);
  if (!incoming.complete) await letGo(incoming, pieces);
}

async function responseTo(
  handler: ListenOptions["handler"],
  incoming: IncomingMessage,
  pieces: Pieces,
  gone: AbortSignal,
): Promise<Response> {
  let request: Request;
  try {
    request = toRequest(incoming, pieces, gone);
  } catch (error) {
    if (error instanceof RequestRefused) return error.response;
    throw error;
  }
  const { remoteAddress: hostname = "", remotePort: port = 0 } = incoming.socket;
  const completed = Promise.resolve();
  const info = { remoteAddr: { transport: "tcp" as const, hostname, port }, completed };
  return await traced(request, () => handler(request, info));
}

/**
 * Who was answered before he had sent all of his request: it is read and dropped for a moment, since
 * a reset would take the answer away, then the connection ends, whatever he does.
 */
async function letGo(incoming: IncomingMessage, pieces: Pieces): Promise<void> {
  const timer = setTimeout(() => incoming.socket.destroy(), LINGER_MS);
  try {
    while (!(await pieces.next()).done);
  } catch {
    // The connection is gone.
  } finally {
    clearTimeout(timer);
  }
}

/** The request as a span of its caller's trace; http.ts names it by its route. */
async function traced(
  request: Request,
  work: () => Response | Promise<Response>,
): Promise<Response> {
  if (!isTracing) return await work();
  const { method, headers } = request;
  const attributes = { "http.request.method": method, "url.path": new URL(request.url).pathname };
  const parent = headers.get("traceparent");
  return await inSpan({ name: method, kind: SpanKind.SERVER, parent, attributes }, async (span) => {
    const response = await work();
    span.setAttribute("http.response.status_code", response.status);
    return response;
  });
}
