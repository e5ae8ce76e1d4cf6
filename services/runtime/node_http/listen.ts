/**
 * A server for whoever faces the outside, by node:http. Deno.serve waits for a request's head for as
 * long as its client likes, keeps a connection open whose client was answered and dawdles on, and has
 * no option against either (Deno 2.9.6). It records no spans. Imports nothing but its neighbours, so
 * that the web's image can have it.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { send } from "./answer.ts";
import { expectationRefused } from "../odd_requests.ts";
import { refuseInSentences } from "./raw_refusals.ts";
import { type Pieces, toRequest } from "./request.ts";

export type RequestHandler = (
  request: Request,
  info: Deno.ServeHandlerInfo<Deno.NetAddr>,
) => Response | Promise<Response>;

export type ListenOptions = { port: number; hostname: string; handler: RequestHandler };

/** A server that takes requests. */
export type Listener = {
  port: number;
  /** Takes no more; resolves once the requests that it has are answered. */
  shutdown(): Promise<void>;
};

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
    // Refused by ourselves, in a sentence.
    requireHostHeader: false,
  }, (incoming, outgoing) => {
    answer(handler, incoming, outgoing).catch(() => outgoing.destroy());
  });
  refuseInSentences(server);
  server.on("checkExpectation", (incoming, outgoing) => {
    const refused = () => expectationRefused(incoming.headers.expect);
    answer(refused, incoming, outgoing).catch(() => outgoing.destroy());
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
  handler: RequestHandler,
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
  handler: RequestHandler,
  incoming: IncomingMessage,
  pieces: Pieces,
  gone: AbortSignal,
): Promise<Response> {
  const request = toRequest(incoming, pieces, gone);
  if (request instanceof Response) return request;
  const { remoteAddress: hostname = "", remotePort: port = 0 } = incoming.socket;
  const completed = Promise.resolve();
  const info = { remoteAddr: { transport: "tcp" as const, hostname, port }, completed };
  return await handler(request, info);
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
