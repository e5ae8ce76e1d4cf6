/**
 * Serves the built web and, on the same origin, the API below /api: what CloudFront does in
 * production. By TLS where it is given a certificate (TLS_CERT_FILE, TLS_KEY_FILE; compose.tls.yaml).
 */
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { getConnInfo } from "hono/deno";
import { proxy } from "hono/proxy";
import { listenByNode, type Tls } from "../../platform/node_http/listen.ts";
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

async function certificate(): Promise<Tls | undefined> {
  const [certFile, keyFile] = [Deno.env.get("TLS_CERT_FILE"), Deno.env.get("TLS_KEY_FILE")];
  if (!certFile && !keyFile) return undefined;
  if (!certFile || !keyFile) {
    console.error("configuration: TLS_CERT_FILE and TLS_KEY_FILE go together");
    Deno.exit(2);
  }
  const [cert, key] = await Promise.all([certFile, keyFile].map((file) => Deno.readTextFile(file)));
  return { cert: cert!, key: key! };
}

if (import.meta.main) {
  const apiUrl = Deno.env.get("API_URL") ?? "http://127.0.0.1:8000";
  const port = Number(Deno.env.get("PORT") ?? 5173);
  const hostname = Deno.env.get("HOST") ?? "127.0.0.1";
  const app = webApp(apiUrl);
  const handler = rejectMalformed(app.fetch);
  const tls = await certificate();
  const server = await listenByNode({ port, hostname, handler, tls });
  console.log(`the web at ${tls ? "https" : "http"}://${hostname}:${port}`);
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    Deno.addSignalListener(signal, () => server.shutdown().finally(() => Deno.exit(0)));
  }
}
