import assert from "node:assert/strict";
import { createApp } from "./http.ts";
import { until } from "../tests/harness/until.ts";
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

/** An app of eight places that takes bodies, and clients whose bodies hardly come. */
function receiving() {
  const app = createApp({ log: silentLog(), maxBody: "streamed", maxRequests: 8, proxyHops: 1 });
  let reading = 0;
  app.post("/", async (c) => {
    reading++;
    return c.text(await c.req.text());
  });
  const slow = (address: string) => {
    const { readable, writable } = new TransformStream<Uint8Array>();
    const writer = writable.getWriter();
    writer.closed.catch(() => {});
    const answer = app.request("/", {
      method: "POST",
      headers: { "x-forwarded-for": address },
      body: readable,
      duplex: "half",
    } as RequestInit);
    return { answer, end: () => writer.close().catch(() => {}) };
  };
  const whole = (address: string) =>
    app.request("/", { method: "POST", headers: { "x-forwarded-for": address }, body: "whole" });
  return {
    slow,
    whole,
    allRead: (count: number) => until("all are read", () => reading === count),
  };
}

Deno.test("requests at once: bodies that hardly come give way, of the address with the most first", async () => {
  const { slow, whole, allRead } = receiving();
  const addresses = [1, 1, 2, 2, 3, 3, 4].map((n) => `192.0.2.${n}`);
  const held = addresses.map(slow);
  const patient = slow("192.0.2.9");
  await allRead(8);
  for (const address of ["192.0.2.5", "192.0.2.6", "192.0.2.7"]) {
    assert.equal((await whole(address)).status, 200, "a newcomer gets in");
  }
  // The first place was free again when the next newcomer came: one had to go.
  const gone = await held[0]!.answer;
  assert.equal(gone.status, 503);
  assert.match((await gone.json()).detail, /interrupted to make room/);
  assert.equal(gone.headers.get("connection"), "close");
  for (const { end } of [...held, patient]) end();
  const rest = await Promise.all([...held.slice(1), patient].map(({ answer }) => answer));
  assert.deepEqual(rest.map(({ status }) => status), Array(7).fill(200));
});

Deno.test("requests at once: nobody gives way to an address that has as many", async () => {
  const { slow, whole, allRead } = receiving();
  const held = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => slow(`192.0.2.${n}`));
  await allRead(8);
  assert.equal((await whole("192.0.2.1")).status, 503);
  assert.equal((await whole("192.0.2.9")).status, 200);
  for (const { end } of held) end();
  const answers = await Promise.all(held.map(({ answer }) => answer));
  assert.deepEqual(answers.map(({ status }) => status), [503, ...Array(7).fill(200)]);
});
