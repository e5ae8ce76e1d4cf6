/**
 * The collector's HTTP side: accepts OTLP/JSON exports and shows them on a page. Memory is bounded,
 * and nothing is stored.
 */
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { secureHeaders } from "hono/secure-headers";
import { Metrics } from "./metrics.ts";
import { pointsOf, spansOf } from "./otlp.ts";
import { Traces } from "./traces.ts";

const EXPORT_BYTES = 16 * 1024 * 1024;

const page = { "/": "page.html", "/page.js": "page.js", "/page.css": "page.css" };
const mediaTypes = { html: "text/html", js: "text/javascript", css: "text/css" };

/** @param readPage reads a file of the page by name */
export function observeApp(readPage: (name: string) => Promise<string>): Hono {
  const traces = new Traces(), metrics = new Metrics();
  const app = new Hono();
  app.use(secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'self'"],
      imgSrc: ["'self'", "data:"],
      frameAncestors: ["'none'"],
    },
  }));
  app.use("/v1/*", bodyLimit({ maxSize: EXPORT_BYTES }));
  app.post("/v1/*", async (c, next) => {
    if (/^application\/json\b/.test(c.req.header("content-type") ?? "")) return await next();
    return c.text(
      "This collector takes OTLP as JSON: set OTEL_EXPORTER_OTLP_PROTOCOL=http/json",
      415,
    );
  });
  app.post("/v1/traces", async (c) => {
    traces.add(spansOf(await c.req.json()));
    return c.json({});
  });
  app.post("/v1/metrics", async (c) => {
    metrics.add(pointsOf(await c.req.json()), Date.now());
    return c.json({});
  });
  app.post("/v1/logs", (c) => c.json({}));
  app.get("/traces", (c) => c.json(traces.list()));
  app.get("/traces/:id", (c) => c.json(traces.spansOf(c.req.param("id"))));
  app.get("/metrics", (c) => c.json(metrics.list()));
  for (const [path, name] of Object.entries(page)) {
    app.get(path, async (c) => {
      const type = mediaTypes[name.split(".")[1] as keyof typeof mediaTypes];
      return c.body(await readPage(name), 200, { "content-type": `${type}; charset=utf-8` });
    });
  }
  return app;
}
