/**
 * Serves the built web and, on the same origin, the API below /api: what CloudFront does in
 * production.
 */
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { getConnInfo } from "hono/deno";
import { proxy } from "hono/proxy";
import { listenByNode } from "../../platform/node_http/listen.ts";
import { rejectMalformed } from "../../platform/malformed_requests.ts";
import { webHeaders } from "./web_headers.ts";
import { staticSite } from "./static_site.ts";

const API_MS = 11 * 60_000;

/** @param root the build's folder, relative to the working directory */
export function webApp(apiUrl: string, root = "web/build"): Hono {
  const app = new Hono();
  app.get("/healthz", (c) => c.json({ status: "ok" }));
  app.get("/readyz", (c) => c.json({ status: "ok" }));
  app.all("/api/*", async (c) => {
    const { pathname, search } = new URL(c.req.url);
    const signal = AbortSignal.any([c.req.raw.signal, AbortSignal.timeout(API_MS)]);
    const headers = new Headers(c.req.raw.headers);
    headers.append("x-forwarded-for", peerOf(c));
    const raw = new Request(c.req.raw, { headers });
    // Where the API sends a browser is for the browser to follow.
    const init = { ...c.req, raw, signal, redirect: "manual" } as const;
    return await proxy(new URL(pathname + search, apiUrl), init)
      .catch(() => c.json(unreachable, 502, { "content-type": "application/problem+json" }));
  });
  app.use(secured);
  app.all("*", staticSite(root));
  return app;
}

/** The client's address, which the gateway trusts. */
function peerOf(c: Context): string {
  return c.env?.remoteAddr ? getConnInfo(c).remote.address ?? "unknown" : "unknown";
}

const unreachable = {
  type: "about:blank",
  title: "Bad Gateway",
  status: 502,
  detail: "The API cannot be reached right now; try again shortly.",
};

const secured: MiddlewareHandler = async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(webHeaders)) c.res.headers.set(name, value);
};

if (import.meta.main) {
  const apiUrl = Deno.env.get("API_URL") ?? "http://127.0.0.1:8000";
  const port = Number(Deno.env.get("PORT") ?? 5173);
  const hostname = Deno.env.get("HOST") ?? "127.0.0.1";
  const app = webApp(apiUrl);
  const handler = rejectMalformed(app.fetch);
  const server = await listenByNode({ port, hostname, handler });
  console.log(`the web at http://${hostname}:${port}`);
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    Deno.addSignalListener(signal, () => server.shutdown().finally(() => Deno.exit(0)));
  }
}
