/**
 * Serves the built web as a static host: files with type, ETag and, if the browser accepts it, the
 * build's compressed form; the page for every address of the app; an uncacheable 404 for a missing
 * file, as the next build may have it.
 */
import { createHash } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import { parseAccept } from "hono/utils/accept";
import { getMimeType } from "hono/utils/mime";
import { ASSET_PATH } from "./asset_path.ts";

/** The compressed forms that the build writes beside each text, smallest first. */
const endings = { br: ".br", gzip: ".gz" } as const;
type Encoding = keyof typeof endings;

const COMPRESSED = /\.(br|gz)$/;
/** File names of the build: none begins with a dot, so none leaves the root. */
const PLAIN_PATH = /^(\/[\w@+-][\w.@+-]*)+$/;

const IMMUTABLE = "public, max-age=31536000, immutable";

/** @param root the build's folder, relative to the working directory */
export function staticSite(root: string): MiddlewareHandler {
  return async (c) => {
    const { pathname } = new URL(c.req.url);
    if (c.req.method !== "GET" && c.req.method !== "HEAD") {
      return c.text("Not possible here.", 405, { allow: "GET, HEAD" });
    }
    const path = ASSET_PATH.test(pathname) ? pathname : "/index.html";
    // Compressed forms lie beside each text and have no address of their own.
    if (!PLAIN_PATH.test(path) || COMPRESSED.test(path) || !await isFile(root + path)) {
      return c.text("There is no such file.", 404, { "cache-control": "no-store" });
    }
    const isCompressible = await isFile(root + path + endings.gzip);
    const encoding = isCompressible ? chosen(c.req.header("accept-encoding")) : undefined;
    const body = await Deno.readFile(root + path + (encoding ? endings[encoding] : ""));
    const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
    const headers: Record<string, string> = {
      etag,
      "cache-control": path.startsWith("/_app/immutable/") ? IMMUTABLE : "no-cache",
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

/** The smallest encoding that the browser accepts; q=0 means not accepted. */
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
