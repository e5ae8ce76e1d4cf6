import assert from "node:assert/strict";
import { type AppEnv, createApp } from "@rollcall/platform/http.ts";
import { silentLog } from "@rollcall/platform/log.ts";
import type { MiddlewareHandler } from "hono";
import { downloadPlaces } from "./download_places.ts";

const asNamed: MiddlewareHandler<AppEnv> = async (c, next) => {
  c.set("userId", c.req.header("user")!);
  await next();
};

/** An app whose download goes on until it is told to end. */
function downloads(now?: () => number) {
  const ends: ((error?: Error) => void)[] = [];
  let dropped = 0;
  const app = createApp({ log: silentLog() });
  app.use("/file", asNamed, downloadPlaces(now));
  app.get("/file", (c) => {
    if (c.req.query("missing")) return c.json({}, 409);
    if (c.req.query("broken")) throw new Error("the database is away");
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(new TextEncoder().encode("first"));
        ends.push((error) => error ? controller.error(error) : controller.close());
      },
      cancel: () => void dropped++,
    });
    return new Response(body, { headers: { "content-type": "text/csv" } });
  });
  const get = (user = "anna", query = "", method = "GET") => {
    return Promise.resolve(app.request(`/file${query}`, { headers: { user }, method }));
  };
  return { get, ends, dropped: () => dropped };
}

Deno.test("downloads: a user has three at once, another has his own", async () => {
  const { get, ends } = downloads();
  const open = [await get(), await get(), await get()];
  assert.deepEqual(open.map(({ status }) => status), [200, 200, 200]);
  const left = open.map(({ headers }) => headers.get("ratelimit"));
  assert.deepEqual(left, [2, 1, 0].map((n) => `"downloads-run";r=${n}`));
  const policy = '"downloads-run";q=3;qu="concurrent-requests"';
  assert.equal(open[0]!.headers.get("ratelimit-policy"), policy);
  const refused = await get();
  assert.deepEqual([refused.status, refused.headers.get("retry-after")], [429, "5"]);
  assert.deepEqual(await refused.json(), {
    type: "about:blank",
    title: "Too Many Requests",
    status: 429,
    code: "DOWNLOADS_RUN",
    detail: "You have 3 downloads running, and that is the most at once; " +
      "try again when one of them is complete.",
  });
  assert.equal((await get("berta")).status, 200);
  // Read to its end, broken off, failed under way: each frees its place.
  ends[0]!();
  assert.equal(await open[0]!.text(), "first");
  assert.equal(open[0]!.headers.get("content-type"), "text/csv");
  assert.equal((await get()).status, 200);
  assert.equal((await get()).status, 429);
  await open[1]!.body!.cancel();
  assert.equal((await get()).status, 200);
  ends[2]!(new Error("undone"));
  await assert.rejects(open[2]!.text(), /undone/);
  assert.equal((await get()).status, 200);
  assert.equal((await get()).status, 429);
});

Deno.test("downloads: what is refused takes no place", async () => {
  const { get } = downloads();
  for (let i = 0; i < 5; i++) {
    assert.equal((await get("anna", "?missing=1")).status, 409);
    assert.equal((await get("anna", "?broken=1")).status, 500);
  }
  assert.equal((await get()).status, 200);
});

Deno.test("downloads: everybody together has sixty", async () => {
  const { get } = downloads();
  for (let i = 0; i < 60; i++) assert.equal((await get(`user ${i}`)).status, 200);
  assert.equal((await get("one more")).status, 503);
});

Deno.test("downloads: those that nobody reads give way, of the user with the most first", async () => {
  let now = 0;
  const { get, ends } = downloads(() => now);
  // Twenty accounts have all places, and read nothing.
  const held: Response[] = [];
  for (let i = 0; i < 59; i++) held.push(await get(`idle ${i % 20}`));
  const reading = await get("reads");
  const reader = reading.body!.getReader();
  assert.equal((await get("anna")).status, 503, "they have only just begun");
  now += 60_000;
  // He has had what there is, and waits for more.
  await reader.read();
  const more = reader.read();
  const came = await get("anna");
  assert.equal(came.status, 200);
  await assert.rejects(held[0]!.text(), /nobody read on/);
  assert.equal((await get("anna")).status, 200);
  assert.equal((await get("anna")).status, 200);
  assert.equal((await get("anna")).status, 429, "everybody has three");
  ends[59]!();
  assert.equal((await more).done, true, "whoever reads keeps his place");
  ends[60]!();
  assert.equal(await came.text(), "first");
});

Deno.test("downloads: who only asks takes no place, and hears what the download would", async () => {
  const { get, dropped } = downloads();
  for (let asked = 1; asked <= 5; asked++) {
    const would = await get("anna", "?check=true");
    assert.deepEqual([would.status, await would.text()], [204, ""]);
    const head = await get("anna", "", "HEAD");
    assert.deepEqual([head.status, await head.text()], [200, ""]);
    assert.equal(head.headers.get("content-type"), "text/csv");
    assert.equal(dropped(), 2 * asked, "what nobody reads is not made");
  }
  assert.equal((await get("anna", "?check=true&missing=1")).status, 409);
  for (let i = 0; i < 3; i++) assert.equal((await get()).status, 200);
  const refused = await get("anna", "?check=true");
  assert.deepEqual([refused.status, refused.headers.get("retry-after")], [429, "5"]);
  assert.equal((await refused.json()).code, "DOWNLOADS_RUN");
  assert.equal((await get("anna", "", "HEAD")).status, 429);
});
