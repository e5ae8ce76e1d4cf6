/** The gateway's app: its own health, CORS for the web's origins, everything else is forwarded. */
import { addressOf } from "@rollcall/platform/client_address.ts";
import { healthRoutes } from "@rollcall/platform/health.ts";
import { type App, createApp } from "@rollcall/platform/http.ts";
import type { Log } from "@rollcall/platform/log.ts";
import { cors } from "hono/cors";
import { endedBy } from "@rollcall/platform/live_streams.ts";
import { Instances } from "./instances.ts";
import { recordDuration } from "./request_metrics.ts";
import { forward } from "./proxy.ts";
import { PREFIX, rowOf, type Upstream, withoutPrefix } from "@rollcall/platform/route_table.ts";

export type GatewayOptions = {
  log: Log;
  /** Origins of each service's instances. */
  upstreams: Record<Upstream, readonly string[]>;
  webOrigins: string[];
  /** Our own proxies between the client and us, see client_address.ts. */
  proxyHops: number;
  /** Ends forwarded live streams. */
  stopping?: AbortSignal;
};

/** Services respond within seconds; to an upload only once all of it has arrived. */
const ANSWER_TIMEOUT_MS = 30_000;
const UPLOAD_TIMEOUT_MS = 10 * 60_000;
/** As long as a readiness probe waits for a dependency. */
const CHECK_TIMEOUT_MS = 2_000;

export function gatewayApp(
  { log, upstreams, webOrigins, proxyHops, stopping = new AbortController().signal }:
    GatewayOptions,
): App {
  const app = createApp({ log, maxBody: "streamed", answerWithinMs: Infinity, proxyHops });
  app.use(recordDuration);
  app.use(cors({
    origin: webOrigins,
    credentials: true,
    allowMethods: ["GET", "HEAD", "POST", "PATCH", "DELETE"],
    allowHeaders: ["Authorization", "Content-Type", "Idempotency-Key", "Last-Event-ID"],
    exposeHeaders: [
      "Link",
      "Location",
      "RateLimit",
      "RateLimit-Policy",
      "Retry-After",
      "X-Request-Id",
    ],
    maxAge: 600,
  }));
  app.route("/", healthRoutes(upstreamChecks(upstreams)));
  const instances = mapValues(upstreams, (origins) => new Instances(origins));
  app.all("*", async (c) => {
    const { path, prefixed } = withoutPrefix(c.req.path);
    const { to, path: route } = rowOf(c.req.method, path);
    c.set("route", route);
    const response = await forward({
      request: c.req.raw,
      instances: instances[to],
      path,
      search: new URL(c.req.url).search,
      requestId: c.var.requestId,
      client: addressOf(c, proxyHops),
      prefix: prefixed ? PREFIX : "",
      timeoutMs: to === "upload" ? UPLOAD_TIMEOUT_MS : ANSWER_TIMEOUT_MS,
    });
    return endedBy(stopping, response);
  });
  return app;
}

/**
 * The gateway is only ready if an instance of every service is, except operations, which importing
 * files does not need.
 */
function upstreamChecks({ operations: _, ...upstreams }: GatewayOptions["upstreams"]) {
  return mapValues(upstreams, (origins, name) => async () => {
    await Promise.any(origins.map((origin) => mustBeReady(name, origin)));
  });
}

async function mustBeReady(name: string, origin: string): Promise<void> {
  const response = await fetch(new URL("/readyz", origin), {
    signal: AbortSignal.timeout(CHECK_TIMEOUT_MS),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`${name} is not ready: ${response.status}`);
}

function mapValues<K extends string, V, W>(of: Record<K, V>, map: (value: V, key: K) => W) {
  const entries = Object.entries(of) as [K, V][];
  return Object.fromEntries(entries.map(([key, value]) => [key, map(value, key)])) as Record<K, W>;
}
