import assert from "node:assert/strict";
import { rules } from "@rollcall/contacts";
import { openApiDocument } from "@rollcall/contracts/openapi";
import { docsRoutes } from "./api_docs.ts";

const app = docsRoutes();

Deno.test("docs: the document is served, and names the prefix it was asked under", async () => {
  const plain = await (await app.request("/openapi.json")).json();
  assert.equal(plain.openapi, "3.1.0");
  assert.deepEqual(plain.servers, [{ url: "/" }]);
  const under = async (prefix: string) => {
    const headers = { "x-forwarded-prefix": prefix };
    return (await (await app.request("/openapi.json", { headers })).json()).servers[0].url;
  };
  assert.equal(await under("/api"), "/api");
  assert.equal(await under("//evil.test"), "/");
});

Deno.test("docs: the document is made once for a prefix, however often anybody asks", async () => {
  const made: string[] = [];
  const counted = docsRoutes((serverUrl, rules) => {
    made.push(String(serverUrl));
    return openApiDocument(serverUrl, rules);
  });
  for (const prefix of ["", "/api", "", "/api", "//evil.test"]) {
    await counted.request("/openapi.json", { headers: { "x-forwarded-prefix": prefix } });
  }
  assert.deepEqual(made, ["/", "/api"]);
});

Deno.test("docs: every rule about rows is listed", async () => {
  const { info } = await (await app.request("/openapi.json")).json();
  for (const { code, sentence } of rules) {
    assert.ok(info.description.includes(`| \`${code}\` |`), code);
    assert.ok(info.description.includes(sentence), code);
  }
});

Deno.test("docs: the page needs nothing from elsewhere, and everything it needs is here", async () => {
  const response = await app.request("/docs");
  assert.match(response.headers.get("content-security-policy") ?? "", /script-src 'self';/);
  const html = await response.text();
  const needed = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url ?? "")
    .filter((url) => !url.startsWith("data:"));
  assert.equal(needed.length, 3);
  for (const url of needed) {
    assert.doesNotMatch(url, /^(https?:)?\/\//);
    const file = await app.request(new URL(url, "http://x/docs").pathname);
    assert.equal(file.status, 200, url);
    assert((await file.text()).length > 100);
  }
});

Deno.test("docs: a file that has not changed is not sent again", async () => {
  const first = await app.request("/docs/swagger-ui.css");
  await first.body?.cancel();
  const headers = { "if-none-match": first.headers.get("etag") ?? "" };
  assert.equal((await app.request("/docs/swagger-ui.css", { headers })).status, 304);
});
