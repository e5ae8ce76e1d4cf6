/**
 * The API's description for programs at /openapi.json and for people at /docs. The page is
 * swagger-ui-dist from npm, bundled into the program: nothing is read from disk or fetched from a
 * CDN, and the page's CSP allows no other script. Anybody may ask, so nothing is made or hashed anew for
 * each request.
 */
import { rulesTable } from "@rollcall/contacts";
import { openApiDocument } from "@rollcall/contracts/openapi";
import { createHash } from "node:crypto";
import { Hono } from "hono";
import { etag } from "hono/etag";
import { LRUCache } from "lru-cache";
import bundle from "swagger-ui-dist/swagger-ui-bundle.js" with { type: "text" };
import styles from "swagger-ui-dist/swagger-ui.css" with { type: "text" };

/** Both pages, to be mounted at the root of a service. @param describe replaced in tests */
export function docsRoutes(describe = openApiDocument): Hono {
  const app = new Hono();
  const documents = new LRUCache<string, Made>({
    max: PREFIXES,
    memoMethod: (serverUrl) => made(JSON.stringify(describe(serverUrl, rulesText))),
  });
  app.get("/openapi.json", etag(), (c) => {
    // Under a prefix of the web's origin, calls go to that prefix too.
    const prefix = c.req.header("x-forwarded-prefix") ?? "";
    const { body, tag } = documents.memo(/^(\/[\w-]+)+$/.test(prefix) ? prefix : "/");
    return c.body(body, 200, { "content-type": "application/json", etag: tag, ...cache });
  });
  app.get("/docs", (c) => c.html(page, 200, { "content-security-policy": policy, ...cache }));
  for (const [path, [type, text]] of Object.entries(files)) {
    const { body, tag } = made(text);
    app.get(path, etag(), (c) => c.body(body, 200, { "content-type": type, etag: tag, ...cache }));
  }
  return app;
}

interface Made {
  body: Uint8Array<ArrayBuffer>;
  tag: string;
}

function made(text: string): Made {
  const body = new TextEncoder().encode(text);
  return { body, tag: `"${createHash("sha256").update(body).digest("base64url")}"` };
}

/** There is one prefix, and none; more are made up. */
const PREFIXES = 4;

const rulesText = `## What is said about a row

An error makes the row invalid. What asks opens an issue, and the list waits for its answer; what does
not is among the row's \`warnings\`.

${rulesTable()}`;

const cache = { "cache-control": "public, max-age=300" };

/** Swagger UI writes style attributes, so those stay allowed. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Paths are relative, so that the page works under a prefix. */
const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Rollcall API</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="docs/swagger-ui.css">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="docs/swagger-ui-bundle.js"></script>
    <script src="docs/start.js"></script>
  </body>
</html>
`;

const start = `SwaggerUIBundle({
  url: new URL("openapi.json", location.href).href,
  dom_id: "#swagger-ui",
  deepLinking: true,
  validatorUrl: null,
  persistAuthorization: false,
});
`;

const files: Record<string, [type: string, body: string]> = {
  "/docs/swagger-ui.css": ["text/css; charset=utf-8", styles],
  "/docs/swagger-ui-bundle.js": ["text/javascript; charset=utf-8", bundle],
  "/docs/start.js": ["text/javascript; charset=utf-8", start],
};
