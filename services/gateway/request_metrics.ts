/** The gateway's response times, which Deno.serve records for every other service. */
import { metrics } from "@opentelemetry/api";
import type { AppEnv } from "@rollcall/platform/http.ts";
import { secondsSince } from "@rollcall/platform/metrics.ts";
import type { MiddlewareHandler } from "hono";

const duration = metrics.getMeter("rollcall.gateway").createHistogram(
  "http.server.request.duration",
  {
    unit: "s",
    description: "Duration of HTTP server requests",
    advice: {
      explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    },
  },
);

/** By the matching row of the route table; the gateway's own routes have none. */
export const recordDuration: MiddlewareHandler<AppEnv> = async (c, next) => {
  const since = performance.now();
  await next();
  duration.record(secondsSince(since), {
    "http.request.method": c.req.method,
    "http.response.status_code": c.res.status,
    ...(c.var.route && { "http.route": c.var.route }),
  });
};
