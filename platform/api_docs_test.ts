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

Deno.test("docs: the page has every operation, field and rule", async () => {
  const document = await (await app.request("/openapi.json")).json();
  const page = await (await app.request("/docs")).text();
  for (const operation of Object.values(document.paths).flatMap((path) => Object.values(path!))) {
    assert.ok(page.includes(`id="${operation.operationId}"`), operation.operationId);
  }
  for (const name of Object.keys(document.components.schemas)) {
    assert.ok(page.includes(`id="schema-${name}"`), name);
  }
  for (const { code } of rules) assert.ok(page.includes(`<code>${code}</code>`), code);
  const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id!);
  assert.deepEqual(links.filter((id) => !page.includes(`id="${id}"`)), [], "no link leads nowhere");
});

Deno.test("docs: the page runs no script, and everything it needs is here", async () => {
  const response = await app.request("/docs");
  const policy = response.headers.get("content-security-policy") ?? "";
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /script-src|unsafe/);
  const html = await response.text();
  assert.doesNotMatch(html, /<script|\sstyle=|\son\w+=/);
  const needed = [...html.matchAll(/<link [^>]*href="([^"]+)"/g)].map(([, url]) => url ?? "")
    .filter((url) => !url.startsWith("data:"));
  assert.deepEqual(needed, ["docs/reference.css"]);
  const file = await app.request("/docs/reference.css");
  assert.equal(file.status, 200);
  assert((await file.text()).length > 100);
});

Deno.test("docs: what has not changed is not sent again", async () => {
  for (const path of ["/docs", "/docs/reference.css"]) {
    const first = await app.request(path);
    await first.body?.cancel();
    const headers = { "if-none-match": first.headers.get("etag") ?? "" };
    assert.equal((await app.request(path, { headers })).status, 304, path);
  }
});
