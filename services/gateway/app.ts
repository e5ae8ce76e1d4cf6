/** The gateway's app: health of its own, CORS for the web's origins, everything else handed on. */
import { addressOf } from "@rollcall/runtime/client_address.ts";
import { healthRoutes } from "@rollcall/runtime/health.ts";
import { type App, createApp } from "@rollcall/runtime/http.ts";
import type { Log } from "@rollcall/runtime/log.ts";
import { cors } from "hono/cors";
import { endedBy } from "./live_streams.ts";
import { measure } from "./measure.ts";
import { forward } from "./proxy.ts";
import { prefix, rowOf, type Upstream, withoutPrefix } from "./routes.ts";

export type GatewayOptions = {
  log: Log;
  /** Origin of each service. */
  upstreams: Record<Upstream, string>;
  webOrigins: string[];
  /** Proxies of ours between the client and us, see client_address.ts. */
  proxyHops: number;
  /** Ends the live streams that are handed on. */
  stopping?: AbortSignal;
};

/** Services answer within seconds; an upload only once all of it has arrived. */
const answerMs = 30_000;
const uploadMs = 10 * 60_000;
/** As long as its caller waits for a look at a dependency. */
const lookMs = 2_000;

export function gatewayApp(
  { log, upstreams, webOrigins, proxyHops, stopping = new AbortController().signal }:
    GatewayOptions,
): App {
  const app = createApp({ log, maxBody: "streamed", answerWithinMs: Infinity });
  app.use(measure);
  app.use(cors({
    origin: webOrigins,
    credentials: true,
    allowMethods: ["GET", "HEAD", "POST", "DELETE"],
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
  app.all("*", async (c) => {
    const { path, prefixed } = withoutPrefix(c.req.path);
    const { to, path: route } = rowOf(c.req.method, path);
    c.set("route", route);
    const response = await forward({
      request: c.req.raw,
      url: urlAt(upstreams[to], path, new URL(c.req.url).search),
      requestId: c.var.requestId,
      client: addressOf(c, proxyHops),
      prefix: prefixed ? prefix : "",
      timeoutMs: to === "upload" ? uploadMs : answerMs,
    });
    return endedBy(stopping, response);
  });
  return app;
}

/** A path is never more than a path: `//evil.test/jobs` would be another host's address. */
function urlAt(origin: string, path: string, search: string): URL {
  const url = new URL(origin);
  url.pathname = path;
  url.search = search;
  return url;
}

/**
 * A service that is not ready itself makes the gateway not ready, by name; but for the operator's,
 * which people who import files can do without.
 */
function upstreamChecks({ operations: _, ...upstreams }: Record<Upstream, string>) {
  return Object.fromEntries(
    Object.entries(upstreams).map(([name, origin]) => [name, async () => {
      const response = await fetch(new URL("/readyz", origin), {
        signal: AbortSignal.timeout(lookMs),
      });
      await response.body?.cancel();
      if (!response.ok) throw new Error(`${name} is not ready: ${response.status}`);
    }]),
  );
}
