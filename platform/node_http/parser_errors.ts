/**
 * Turns errors of node's HTTP parser into problem details like all others: node's own responses
 * have no body.
 */
import {
  badRequest,
  isKnownMethod,
  methodRefused,
  problemResponse,
} from "../malformed_requests.ts";
import type { Buffer } from "node:buffer";
import type { Server } from "node:http";
import type { Duplex } from "node:stream";

type ParserError = Error & { code?: string; rawPacket?: Buffer };

/** How long bytes are still read from a client that was answered. */
export const LINGER_MS = 2_000;

/** Connections that were told why they are closed: nothing that still arrives is a request. */
const refused = new WeakSet<Duplex>();

/** Whether the parser's error on this connection has been answered. */
export const isRefused = (socket: Duplex): boolean => refused.has(socket);

/** Answers on the raw connection and closes it. */
export function answerParserErrors(server: Server): void {
  server.on("clientError", (error: ParserError, socket) => {
    if (refused.has(socket) && error.code !== "ECONNRESET") return;
    if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
    end(socket, refusalOf(error)).catch(() => socket.destroy());
  });
  server.on("connect", ({ method = "CONNECT" }, socket) => {
    end(socket, methodRefused(method)).catch(() => socket.destroy());
  });
}

function refusalOf({ code, rawPacket }: ParserError): Response {
  switch (code) {
    case "ERR_HTTP_REQUEST_TIMEOUT": {
      const detail = "The head of the request did not arrive in time. Send it again, at once.";
      return problemResponse(408, "Request Timeout", detail);
    }
    case "HPE_HEADER_OVERFLOW": {
      const detail = "The request's target and headers are too long: shorten them.";
      return problemResponse(431, "Request Header Fields Too Large", detail);
    }
    default:
      return methodOf(rawPacket) ??
        badRequest("The request cannot be read: its first line or a header is malformed.");
  }
}

/** The parser knows only some methods. */
function methodOf(packet: Buffer | undefined): Response | undefined {
  const line = /^([a-z]+) \S+ HTTP\/1\.[01]\r?\n/i.exec(packet?.toString("latin1") ?? "");
  return line && !isKnownMethod(line[1]!) ? methodRefused(line[1]!) : undefined;
}

/**
 * A client may be sending when it is answered, and a connection closed with bytes on their way to it
 * is reset, which would destroy the answer: what still comes is read for a moment, and discarded.
 */
async function end(socket: Duplex, response: Response): Promise<void> {
  refused.add(socket);
  const body = await response.text();
  const headers = new Headers(response.headers);
  headers.set("connection", "close");
  headers.set("content-length", String(new TextEncoder().encode(body).length));
  const lines = [...headers].map(([name, value]) => `${name}: ${value}\r\n`).join("");
  socket.end(`HTTP/1.1 ${response.status} ${titleOf(body)}\r\n${lines}\r\n${body}`);
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once("end", () => socket.destroy());
  socket.once("close", () => clearTimeout(timer));
  socket.resume();
}

const titleOf = (body: string): string => JSON.parse(body).title;
