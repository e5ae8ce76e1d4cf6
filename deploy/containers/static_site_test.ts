import assert from "node:assert/strict";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { Hono } from "hono";
import { staticSite } from "./static_site.ts";

const files: Record<string, string> = {
  "index.html": "<!doctype html><p>" + "the page ".repeat(50),
  "favicon.svg": "<svg>" + " ".repeat(200),
  "_app/version.json": '{"version":"1"}',
  "_app/immutable/start.a1.js": "export const a = 1;".repeat(50),
  "_app/immutable/0.b2.css": "p { color: red }".repeat(50),
  "_app/immutable/font.c3.woff2": "binary",
};
/** Too small, or compressed already: the build leaves them as they are. */
const asTheyAre = /version\.json|woff2/;

function siteTest(name: string, test: (ask: Ask) => Promise<void>): void {
  Deno.test(`static site: ${name}`, async () => {
    const folder = await Deno.makeTempDir({ prefix: "rollcall-site-" });
    const root = `${folder}/build`;
    await Deno.mkdir(`${root}/_app/immutable`, { recursive: true });
    await Deno.writeTextFile(`${folder}/outside.txt`, "secret");
    for (const [file, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${root}/${file}`, text);
      if (asTheyAre.test(file)) continue;
      await Deno.writeFile(`${root}/${file}.br`, brotliCompressSync(text));
      await Deno.writeFile(`${root}/${file}.gz`, gzipSync(text));
    }
    const app = new Hono();
    app.all("*", staticSite(root));
    try {
      await test(async (path, init) => await app.request(path, init));
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

type Ask = (path: string, init?: RequestInit) => Promise<Response>;
const of = (response: Response, ...names: string[]) =>
  names.map((name) => response.headers.get(name));

siteTest("every address that the page knows is the page, to be asked for again", async (ask) => {
  for (const path of ["/", "/jobs/0198", "/jobs/0198/review?tab=rows", "/operations"]) {
    const response = await ask(path);
    assert.equal(response.status, 200, path);
    assert.equal(await response.text(), files["index.html"], path);
    assert.deepEqual(
      of(response, "content-type", "cache-control", "vary"),
      ["text/html; charset=utf-8", "no-cache", "Accept-Encoding"],
    );
  }
});

siteTest("a missing file is 404, uncached", async (ask) => {
  for (
    const path of [
      "/_app/immutable/start.gone.js",
      "/_app/immutable/gone",
      "/_app/immutable",
      "/robots.txt",
      "/index.html.br",
      "/_app/immutable/start.a1.js.gz",
      "/%2e%2e/outside.txt",
      "/..%2foutside.txt",
      "/.env",
      "/_app/%00.js",
    ]
  ) {
    const response = await ask(path);
    assert.equal(response.status, 404, path);
    assert.equal(await response.text(), "There is no such file.");
    assert.deepEqual(of(response, "cache-control", "etag"), ["no-store", null], path);
  }
});

siteTest(
  "a text is served in an encoding that the browser accepts, with its own ETag and type",
  async (ask) => {
    const path = "/_app/immutable/start.a1.js";
    const etags = new Set<string>();
    for (
      const [accepted, encoding] of [
        ["gzip, deflate, br, zstd", "br"],
        ["gzip", "gzip"],
        ["br;q=0, gzip;q=0.5", "gzip"],
        ["*", "br"],
        ["br;q=0, *;q=0", null],
        ["identity", null],
        [undefined, null],
      ] as const
    ) {
      const response = await ask(path, {
        headers: accepted ? { "accept-encoding": accepted } : {},
      });
      assert.equal(response.headers.get("content-encoding"), encoding, accepted ?? "nothing");
      assert.deepEqual(
        of(response, "content-type", "cache-control", "vary"),
        [
          "text/javascript; charset=utf-8",
          "public, max-age=31536000, immutable",
          "Accept-Encoding",
        ],
      );
      const bytes = (await response.arrayBuffer()).byteLength;
      assert.equal(response.headers.get("content-length"), String(bytes));
      assert.equal(bytes < files[path.slice(1)]!.length, encoding !== null, `${bytes} bytes`);
      etags.add(response.headers.get("etag")!);
    }
    assert.equal(etags.size, 3, "one an encoding");
  },
);

siteTest("small or compressed files are served as they are, whatever is accepted", async (ask) => {
  const headers = { "accept-encoding": "gzip, br" };
  const version = await ask("/_app/version.json", { headers });
  assert.deepEqual(
    of(version, "content-type", "content-encoding", "vary", "cache-control"),
    ["application/json", null, null, "no-cache"],
  );
  assert.equal(await version.text(), files["_app/version.json"]);
  const font = await ask("/_app/immutable/font.c3.woff2", { headers });
  assert.deepEqual(of(font, "content-type", "content-encoding"), ["font/woff2", null]);
  await font.body?.cancel();
});

siteTest(
  "a cached file is 304; HEAD has everything but the body; other methods are 405",
  async (ask) => {
    const path = "/_app/immutable/0.b2.css";
    const headers = { "accept-encoding": "br" };
    const first = await ask(path, { headers });
    await first.body?.cancel();
    const etag = first.headers.get("etag")!;
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      const again = await ask(path, { headers: { ...headers, "if-none-match": known } });
      assert.deepEqual([again.status, await again.text()], [304, ""], known);
      assert.deepEqual(of(again, "etag", "vary"), [etag, "Accept-Encoding"]);
    }
    const changed = await ask(path, { headers: { ...headers, "if-none-match": '"other"' } });
    assert.equal(changed.status, 200);
    await changed.body?.cancel();
    const head = await ask(path, { method: "HEAD", headers });
    assert.deepEqual([head.status, await head.text(), head.headers.get("etag")], [200, "", etag]);
    assert.equal(head.headers.get("content-length"), first.headers.get("content-length"));
    const post = await ask("/jobs/1", { method: "POST", body: "x" });
    assert.deepEqual([post.status, post.headers.get("allow")], [405, "GET, HEAD"]);
    await post.body?.cancel();
  },
);
