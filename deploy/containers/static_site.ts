/**
 * The built web as a static host serves it: a file with its type, its ETag and, where the browser takes
 * it, compressed as the build did; the page for every address that it knows; 404 for a file that is not
 * there, which nobody may keep, as the next build may have it.
 */
import { createHash } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import { parseAccept } from "hono/utils/accept";
import { getMimeType } from "hono/utils/mime";
import { assetPath } from "./page_address.ts";

/** The encodings that the build writes beside each text, the smallest first. */
const endings = { br: ".br", gzip: ".gz" } as const;
type Encoding = keyof typeof endings;

const isCompressed = /\.(br|gz)$/;
/** Names as the build gives them: none begins with a dot, so that none leaves the root. */
const isPlain = /^(\/[\w@+-][\w.@+-]*)+$/;

const immutable = "public, max-age=31536000, immutable";

/** @param root the folder of the build, relative to where the process runs */
export function staticSite(root: string): MiddlewareHandler {
  return async (c) => {
    const { pathname } = new URL(c.req.url);
    if (c.req.method !== "GET" && c.req.method !== "HEAD") {
      return c.text("Not possible here.", 405, { allow: "GET, HEAD" });
    }
    const path = assetPath.test(pathname) ? pathname : "/index.html";
    // Beside a text lie its compressed forms, which have no address of their own.
    if (!isPlain.test(path) || isCompressed.test(path) || !await isFile(root + path)) {
      return c.text("There is no such file.", 404, { "cache-control": "no-store" });
    }
    const isCompressible = await isFile(root + path + endings.gzip);
    const encoding = isCompressible ? chosen(c.req.header("accept-encoding")) : undefined;
    const body = await Deno.readFile(root + path + (encoding ? endings[encoding] : ""));
    const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
    const headers: Record<string, string> = {
      etag,
      "cache-control": path.startsWith("/_app/immutable/") ? immutable : "no-cache",
      ...(isCompressible && { vary: "Accept-Encoding" }),
    };
    if (isKnown(c.req.header("if-none-match"), etag)) return c.body(null, 304, headers);
    headers["content-type"] = getMimeType(path) ?? "application/octet-stream";
    headers["content-length"] = String(body.byteLength);
    if (encoding) headers["content-encoding"] = encoding;
    return c.req.method === "HEAD" ? c.body(null, 200, headers) : c.body(body, 200, headers);
  };
}

async function isFile(path: string): Promise<boolean> {
  return await Deno.stat(path).then((found) => found.isFile, () => false);
}

/** The smallest encoding that the browser takes; one that it gives q=0 it does not. */
function chosen(acceptEncoding: string | undefined): Encoding | undefined {
  const accepted = parseAccept(acceptEncoding ?? "");
  return (Object.keys(endings) as Encoding[]).find((encoding) => {
    const said = accepted.find(({ type }) => type.toLowerCase() === encoding) ??
      accepted.find(({ type }) => type === "*");
    return said !== undefined && said.q > 0;
  });
}

function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === "*") return true;
  return ifNoneMatch?.split(",").some((one) => one.trim().replace(/^W\//, "") === etag) ?? false;
}
