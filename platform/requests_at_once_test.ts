import assert from "node:assert/strict";
import { createApp } from "./http.ts";
import { silentLog } from "./log.ts";

/** An app whose work ends when it is told, and requests from anywhere. */
function working(proxyHops?: number) {
  const app = createApp({ log: silentLog(), maxRequests: 8, proxyHops });
  const over = Promise.withResolvers<void>();
  app.post("/work", async (c) => {
    await over.promise;
    return c.text(await c.req.text());
  });
  app.get("/idle", (c) => c.text("done"));
  const from = (address: string) => ({ headers: { "x-forwarded-for": address } });
  return {
    begin: (address: string) => app.request("/work", { method: "POST", ...from(address) }),
    ask: (address: string) => app.request("/idle", from(address)),
    end: over.resolve,
  };
}

Deno.test("requests at once: one address keeps itself out, and nobody else", async () => {
  const { begin, ask, end } = working(1);
  const held = [begin("192.0.2.1"), begin("192.0.2.1")];
  const refused = await ask("192.0.2.1");
  assert.equal(refused.status, 429);
  assert.equal(refused.headers.get("retry-after"), "1");
  assert.equal((await refused.json()).code, "TOO_MANY_REQUESTS");
  // What he claims besides does not count, nor which of his addresses he takes.
  assert.equal((await ask("203.0.113.9, 192.0.2.1")).status, 429);
  held.push(begin("2001:db8::1"), begin("2001:db8::2"));
  assert.equal((await ask("2001:db8::3")).status, 429);
  assert.equal((await ask("192.0.2.2")).status, 200);
  end();
  assert.deepEqual((await Promise.all(held)).map(({ status }) => status), [200, 200, 200, 200]);
  assert.equal((await ask("192.0.2.1")).status, 200);
});

Deno.test("requests at once: where addresses are not told apart, all of them share what there is", async () => {
  const { begin, ask, end } = working();
  const held = Array.from({ length: 8 }, () => begin("192.0.2.1"));
  assert.equal((await ask("192.0.2.2")).status, 503);
  end();
  await Promise.all(held);
  assert.equal((await ask("192.0.2.2")).status, 200);
});
