/**
 * The API's description for programs at /openapi.json and for people at /docs. The page is drawn here
 * once and bundled with its style: nothing is read from disk or fetched from elsewhere, and its policy
 * allows no script at all. Anybody may ask, so nothing is made or hashed anew for each request.
 */
import { rulesTable } from "@rollcall/contacts";
import { openApiDocument } from "@rollcall/contracts/openapi";
import { createHash } from "node:crypto";
import { Hono } from "hono";
import { etag } from "hono/etag";
import { LRUCache } from "lru-cache";
import { referencePage, rulesIntroduction } from "./api_reference/page.ts";
import styles from "./api_reference/reference.css" with { type: "text" };

/** Both pages, to be mounted at the root of a service. @param describe replaced in tests */
export function docsRoutes(describe = openApiDocument): Hono {
  const app = new Hono();
  const documents = new LRUCache<string, Made>({
    max: PREFIXES,
    memoMethod: (serverUrl) => made(JSON.stringify(describe(serverUrl, rulesText))),
  });
  let page: Promise<Made> | undefined;
  const style = made(styles);
  app.get("/openapi.json", etag(), (c) => {
    // Under a prefix of the web's origin, calls go to that prefix too.
    const prefix = c.req.header("x-forwarded-prefix") ?? "";
    const { body, tag } = documents.memo(/^(\/[\w-]+)+$/.test(prefix) ? prefix : "/");
    return c.body(body, 200, { "content-type": "application/json", etag: tag, ...cache });
  });
  app.get("/docs", etag(), async (c) => {
    page ??= referencePage().then(made);
    const { body, tag } = await page;
    const head = { "content-type": "text/html; charset=utf-8", "content-security-policy": policy };
    return c.body(body, 200, { ...head, etag: tag, ...cache });
  });
  app.get("/docs/reference.css", etag(), (c) => {
    const { body, tag } = style;
    return c.body(body, 200, { "content-type": "text/css; charset=utf-8", etag: tag, ...cache });
  });
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

${rulesIntroduction}

${rulesTable()}`;

const cache = { "cache-control": "public, max-age=300" };

const policy = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");
