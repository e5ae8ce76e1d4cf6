import assert from "node:assert/strict";
import { hideQuery, withQuery } from "./hidden_query.ts";

Deno.test("hidden query: the URL that is fetched has none, and the service sees it all the same", async () => {
  const url = new URL("http://a.test/jobs/1/rows?q=Ann%20Lee&filter=a&filter=b");
  const headers = new Headers({ accept: "application/json" });
  hideQuery(url, headers);
  assert.equal(url.href, "http://a.test/jobs/1/rows");
  const sent = new Request(url, { method: "POST", headers, body: "hello" });
  const shown = withQuery(sent);
  assert.equal(shown.url, "http://a.test/jobs/1/rows?q=Ann%20Lee&filter=a&filter=b");
  assert.deepEqual([...shown.headers.keys()].filter((name) => name.startsWith("x-")), []);
  assert.equal(shown.method, "POST");
  assert.equal(await shown.text(), "hello");
});

Deno.test("hidden query: without one nothing changes, and a client's header leads nowhere else", () => {
  const url = new URL("http://a.test/jobs");
  const headers = new Headers({ "x-rollcall-query": "?forged" });
  hideQuery(url, headers);
  assert.equal(headers.has("x-rollcall-query"), false);
  const plain = new Request(url);
  assert.equal(withQuery(plain), plain);
  for (const forged of ["//evil.test/", "/other", "#x", ""]) {
    const request = new Request(url, { headers: { "x-rollcall-query": forged } });
    assert.equal(withQuery(request).url, "http://a.test/jobs", forged);
  }
  const odd = new Request(url, { headers: { "x-rollcall-query": "?a#b//evil" } });
  assert.equal(new URL(withQuery(odd).url).pathname, "/jobs");
});
