import assert from "node:assert/strict";
import { forwardedHeaders } from "./proxy.ts";

function forwarded(headers: Record<string, string>): Headers {
  return forwardedHeaders({
    request: new Request("https://api.test/jobs", { headers }),
    requestId: "r1",
    client: "10.0.0.1",
    prefix: "",
  });
}

Deno.test("proxy: what Connection names is dropped with it", () => {
  const headers = forwarded({ connection: "close, X-Hop", "x-hop": "1", "x-end": "2" });
  assert.equal(headers.get("connection"), null);
  assert.equal(headers.get("x-hop"), null);
  assert.equal(headers.get("x-end"), "2");
});

Deno.test("proxy: naming a security header in Connection does not take it away", () => {
  const headers = forwarded({
    connection: "Authorization, Sec-Fetch-Site, X-Forwarded-For",
    authorization: "Bearer t",
    "sec-fetch-site": "cross-site",
    "x-forwarded-for": "6.6.6.6",
  });
  assert.equal(headers.get("authorization"), "Bearer t");
  assert.equal(headers.get("sec-fetch-site"), "cross-site");
  assert.equal(headers.get("x-forwarded-for"), "10.0.0.1");
});

Deno.test("proxy: the scheme is that of the connection, not the client's word", () => {
  const headers = forwarded({ "x-forwarded-proto": "gopher", "x-request-id": "mine" });
  assert.equal(headers.get("x-forwarded-proto"), "https");
  assert.equal(headers.get("x-request-id"), "r1");
});
