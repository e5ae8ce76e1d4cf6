/**
 * The server for public endpoints, on node:http. Deno.serve has no header timeout, keeps the
 * connection of a client that was answered while it still sends slowly, and has no option for
 * either (Deno 2.9.6). It records no spans. It imports little, so that the web's image
 * can include it.
 */
import { type Attributed, forgetQuery } from "../hidden_query.ts";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { sendResponse } from "./send_response.ts";
import { connectionsOf } from "./connections.ts";
import { expectationRefused } from "../malformed_requests.ts";
import { answerParserErrors, isRefused, LINGER_MS } from "./parser_errors.ts";
import { type Pieces, toRequest } from "./request.ts";

export type RequestHandler = (
  request: Request,
  info: Deno.ServeHandlerInfo<Deno.NetAddr>,
) => Response | Promise<Response>;

/** A certificate with its chain, and its key, as PEM. */
export type Tls = { cert: string; key: string };

export type ListenOptions = {
  port: number;
  hostname: string;
  handler: RequestHandler;
  /** Speaks TLS, and nothing else. */
  tls?: Tls | undefined;
};

/** A running server. */
export type Listener = {
  port: number;
  /** Stops accepting; resolves once the requests in progress are answered. */
  shutdown(): Promise<void>;
};

/** The header timeout, checked once a second. */
const HEAD_MS = 8_000;
const CHECK_MS = 1_000;
/** The keep-alive timeout. */
const IDLE_MS = 75_000;

/** @throws Deno.errors.AddrInUse */
export function listenByNode(options: ListenOptions): Promise<Listener> {
  return listenFor(HEAD_MS, options);
}

/** The same with a configurable header timeout, for tests. */
export async function listenFor(
  headMs: number,
  { port, hostname, handler, tls }: ListenOptions,
): Promise<Listener> {
  const options = {
    headersTimeout: headMs,
    // The minimum body rate limits the body's time.
    requestTimeout: 0,
    connectionsCheckingInterval: Math.min(CHECK_MS, headMs),
    keepAliveTimeout: IDLE_MS,
    // Rejected by our own code, with a sentence.
    requireHostHeader: false,
  };
  const answered = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    if (isRefused(incoming.socket)) return;
    connections.track(incoming, outgoing);
    answer(handler, incoming, outgoing).catch(() => outgoing.destroy());
  };
  const server = tls
    ? createTlsServer(
      { ...options, ...tls, minVersion: "TLSv1.2", handshakeTimeout: headMs },
      answered,
    )
    : createServer(options, answered);
  const connections = connectionsOf(server, tls ? "secureConnection" : "connection");
  answerParserErrors(server);
  server.on("checkExpectation", (incoming, outgoing) => {
    connections.track(incoming, outgoing);
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
        connections.close();
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
  forgetQueryOf(outgoing);
  const pieces: Pieces = incoming[Symbol.asyncIterator]();
  const response = await responseTo(handler, incoming, pieces, gone.signal);
  await sendResponse(response, outgoing, gone.signal);
  if (!incoming.complete) await letGo(incoming, pieces);
}

/**
 * Deno's own span of the request, with its whole URL, is on the answer and nowhere else (2.9.6).
 * `deno task scan` finds it where that changes.
 */
function forgetQueryOf(outgoing: ServerResponse): void {
  const key = Object.getOwnPropertySymbols(outgoing)
    .find(({ description }) => description === "kOtelSpan");
  const span = key && (outgoing as unknown as Record<symbol, unknown>)[key];
  if (!span || !outgoing.req.url) return;
  const { host = "localhost" } = outgoing.req.headers;
  if (!URL.canParse(outgoing.req.url, `http://${host}`)) return;
  forgetQuery(span as Attributed, { url: new URL(outgoing.req.url, `http://${host}`).href });
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
 * For a client that was answered before its request was complete: the rest is read and discarded
 * for a moment, since a reset would destroy the response, then the connection is closed.
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
