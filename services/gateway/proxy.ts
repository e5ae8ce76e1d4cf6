/**
 * Forwards requests and responses as streams: neither uploads nor live streams are buffered, but for
 * a small body, which costs less in one piece. If the client disconnects, the request to the service
 * is aborted. A request that did not reach an instance goes to the next one, unless it has a large
 * body, some of which has been read.
 */
import { hideQuery } from "@rollcall/platform/hidden_query.ts";
import { HttpProblem, unavailable } from "@rollcall/platform/problem.ts";
import { isTracing } from "@rollcall/platform/trace.ts";
import { proxy } from "hono/proxy";
import type { Instances } from "./instances.ts";

export type Forward = {
  request: Request;
  instances: Instances;
  path: string;
  search: string;
  requestId: string;
  /** The client's address, which the services trust. */
  client: string;
  /** The stripped path prefix, or "". */
  prefix: string;
  /** How long the service may take to start responding. */
  timeoutMs: number;
};

/**
 * The service's response, whatever its status.
 *
 * @throws HttpProblem 503 if the service cannot be reached, 504 if it takes too long.
 */
export async function forward(options: Forward): Promise<Response> {
  const { request, prefix, timeoutMs } = options;
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), timeoutMs);
  const signal = AbortSignal.any([request.signal, late.signal]);
  try {
    const body = await bodyOf(request);
    return withPrefix(await fromOneOf(options, body, signal), prefix);
  } catch (error) {
    if (late.signal.aborted) {
      const detail = "The service in charge took too long to answer; try again shortly.";
      throw new HttpProblem(504, detail, { code: "UNAVAILABLE", cause: error });
    }
    if (request.signal.aborted) throw new HttpProblem(408, "The request was interrupted.");
    const detail = "The service in charge cannot be reached right now; try again shortly.";
    throw unavailable(detail, 2, error);
  } finally {
    clearTimeout(timer);
  }
}

/** A small body is forwarded in one piece, once all of it has arrived. */
const SMALL_BYTES = 64 * 1024;

async function bodyOf(request: Request): Promise<Uint8Array<ArrayBuffer> | ReadableStream | null> {
  const length = request.headers.get("content-length");
  const isSmall = request.body !== null && length !== null && Number(length) <= SMALL_BYTES;
  return isSmall ? await request.bytes() : request.body;
}

async function fromOneOf(
  options: Forward,
  body: Uint8Array<ArrayBuffer> | ReadableStream | null,
  signal: AbortSignal,
): Promise<Response> {
  const { request: { method }, instances, path, search } = options;
  const origins = instances.inTurn();
  for (let i = 0;; i++) {
    const origin = origins[i]!;
    try {
      const url = urlAt(origin, path, search), headers = forwardedHeaders(options);
      hideQuery(url, headers, isTracing);
      return await proxy(url, {
        method,
        body,
        headers,
        signal,
        redirect: "manual",
      });
    } catch (error) {
      if (signal.aborted) throw error;
      instances.away(origin);
      const mayRepeat = !(body instanceof ReadableStream) &&
        (isSafe(method) || error instanceof Error && wasNotSent(error));
      if (!mayRepeat || i === origins.length - 1) throw error;
    }
  }
}

/** Never let the path change the host: `//evil.test/jobs` would. */
function urlAt(origin: string, path: string, search: string): URL {
  const url = new URL(origin);
  url.pathname = path;
  url.search = search;
  return url;
}

/** Asking twice does no harm (RFC 9110, 9.2.1). */
const isSafe = (method: string) => method === "GET" || method === "HEAD";

/** Whether no connection came about, as Deno's fetch says it (2.9.6). */
function wasNotSent({ cause }: Error): boolean {
  return cause instanceof Error && cause.message.includes("client error (Connect)");
}

/** Headers that concern one connection only (RFC 9110, 7.6.1). */
const hopByHop = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

/** Security headers that a client must not be able to strip by listing them in Connection. */
const kept = ["authorization", "cookie", "origin", "sec-fetch-site", "x-forwarded-for"];

/** The headers for the service: end-to-end ones, and the client's address, host and prefix. */
export function forwardedHeaders(
  { request, requestId, client, prefix }: Pick<
    Forward,
    "request" | "requestId" | "client" | "prefix"
  >,
): Headers {
  const headers = new Headers(request.headers);
  const named = (headers.get("connection") ?? "").toLowerCase().split(",")
    .map((name) => name.trim()).filter((name) => /^[\w-]+$/.test(name) && !kept.includes(name));
  for (const name of [...hopByHop, ...named]) headers.delete(name);
  headers.delete("host");
  // Deno adds its own span's traceparent, but not if there is one already.
  if (isTracing) headers.delete("traceparent");
  const url = new URL(request.url);
  headers.set("x-forwarded-for", client);
  headers.set("x-forwarded-host", request.headers.get("host") ?? url.host);
  headers.set("x-forwarded-proto", url.protocol.slice(0, -1));
  headers.delete("x-forwarded-prefix");
  if (prefix) headers.set("x-forwarded-prefix", prefix);
  headers.set("x-request-id", requestId);
  return headers;
}

/** Services do not know the prefix: it is restored in the paths of their response headers. */
function withPrefix(response: Response, prefix: string): Response {
  if (!prefix) return response;
  const { headers } = response;
  const location = headers.get("location");
  if (location?.startsWith("/")) headers.set("location", prefix + location);
  const link = headers.get("link");
  if (link) headers.set("link", link.replaceAll("</", `<${prefix}/`));
  return response;
}
