/**
 * A span for each request in the caller's trace, as Deno.serve records it; http.ts sets its route.
 */
import { SpanKind } from "@opentelemetry/api";
import type { RequestHandler } from "@rollcall/platform/node_http/listen.ts";
import { loggedPath } from "@rollcall/platform/logged_path.ts";
import { inSpan, isTracing } from "@rollcall/platform/trace.ts";

/** Wraps a handler in a span, if spans are recorded. */
export function withRequestSpan(handler: RequestHandler): RequestHandler {
  if (!isTracing) return handler;
  return (request, info) => {
    const { method, headers } = request;
    const path = loggedPath(new URL(request.url).pathname);
    const attributes = { "http.request.method": method, "url.path": path };
    const parent = headers.get("traceparent");
    return inSpan({ name: method, kind: SpanKind.SERVER, parent, attributes }, async (span) => {
      const response = await handler(request, info);
      span.setAttribute("http.response.status_code", response.status);
      return response;
    });
  };
}
