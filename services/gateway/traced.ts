/** Each request as a span of its caller's trace, as Deno.serve has it; http.ts names it by its route. */
import { SpanKind } from "@opentelemetry/api";
import type { RequestHandler } from "@rollcall/runtime/node_http/listen.ts";
import { inSpan, isTracing } from "@rollcall/runtime/trace.ts";

/** The handler, inside a span where spans are recorded. */
export function traced(handler: RequestHandler): RequestHandler {
  if (!isTracing) return handler;
  return (request, info) => {
    const { method, headers } = request;
    const path = new URL(request.url).pathname;
    const attributes = { "http.request.method": method, "url.path": path };
    const parent = headers.get("traceparent");
    return inSpan({ name: method, kind: SpanKind.SERVER, parent, attributes }, async (span) => {
      const response = await handler(request, info);
      span.setAttribute("http.response.status_code", response.status);
      return response;
    });
  };
}
