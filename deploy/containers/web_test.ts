import assert from "node:assert/strict";
import { webApp } from "./web.ts";

Deno.test("web: the API gets the client's address, after whatever the client claims", async () => {
  const seen: { forwardedFor: string | null; method: string; body: string }[] = [];
  const serve = (handler: Deno.ServeHandler<Deno.NetAddr>) =>
    Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, handler);
  const api = serve(async (request) => {
    const forwardedFor = request.headers.get("x-forwarded-for");
    seen.push({ forwardedFor, method: request.method, body: await request.text() });
    return new Response("{}", { status: 201 });
  });
  const web = serve(webApp(`http://127.0.0.1:${api.addr.port}`).fetch);
  try {
    const post = async (headers: Record<string, string>) => {
      const url = `http://127.0.0.1:${web.addr.port}/api/jobs?x=1`;
      const response = await fetch(url, { method: "POST", body: "hello", headers });
      assert.equal(response.status, 201);
      await response.body?.cancel();
      return seen.at(-1);
    };
    const sent = { method: "POST", body: "hello" };
    assert.deepEqual(await post({}), { forwardedFor: "127.0.0.1", ...sent });
    const forged = await post({ "x-forwarded-for": "6.6.6.6" });
    assert.deepEqual(forged, { forwardedFor: "6.6.6.6, 127.0.0.1", ...sent });
  } finally {
    await web.shutdown();
    await api.shutdown();
  }
});

Deno.test("web: where the API sends a browser, the browser goes by itself", async () => {
  const serve = (handler: Deno.ServeHandler<Deno.NetAddr>) =>
    Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, handler);
  let visits = 0;
  const elsewhere = serve(() => new Response(String(++visits)));
  const location = `http://127.0.0.1:${elsewhere.addr.port}/`;
  const api = serve(() =>
    new Response(null, { status: 302, headers: { location, "set-cookie": "a=b" } })
  );
  const web = serve(webApp(`http://127.0.0.1:${api.addr.port}`).fetch);
  try {
    const url = `http://127.0.0.1:${web.addr.port}/api/auth/provider`;
    const response = await fetch(url, { redirect: "manual" });
    await response.body?.cancel();
    assert.equal(response.status, 302);
    assert.equal(response.headers.get("location"), location);
    assert.equal(response.headers.get("set-cookie"), "a=b");
    assert.equal(visits, 0);
  } finally {
    await Promise.all([web.shutdown(), api.shutdown(), elsewhere.shutdown()]);
  }
});
