import assert from "node:assert/strict";
import { createRoute, z } from "@hono/zod-openapi";
import { createApp } from "./http.ts";
import { silentLog } from "./log.ts";

const responses = {
  200: { description: "", content: { "application/json": { schema: z.object({}) } } },
};
const list = createRoute({
  method: "get",
  path: "/jobs/{id}/contacts",
  request: { query: z.object({ list_version: z.string().optional(), q: z.string().optional() }) },
  responses,
});
const rows = createRoute({
  method: "get",
  path: "/jobs/{id}/rows",
  request: { query: z.object({ q: z.string().optional() }) },
  responses,
});
const bare = createRoute({ method: "get", path: "/jobs/{id}", responses });

function testApp() {
  const app = createApp({ log: silentLog() });
  for (const route of [list, rows, bare]) app.openapi(route, (c) => c.json({}, 200));
  return app;
}

Deno.test("query parameters: one that another route takes is refused by those that do not", async () => {
  const app = testApp();
  for (const path of ["/jobs/7/rows?list_version=1", "/jobs/7?q=ann"]) {
    const answer = await app.request(path);
    assert.equal(answer.status, 422, path);
    assert.match((await answer.json()).detail, /^query\.(list_version|q): is not taken here$/);
  }
  const both = await (await app.request("/jobs/7?q=ann&list_version=1")).json();
  assert.deepEqual(both.errors.map(({ path }: { path: string }) => path), [
    "query.q",
    "query.list_version",
  ]);
});

Deno.test("query parameters: a route's own, and what nobody knows, pass", async () => {
  const app = testApp();
  for (const path of ["/jobs/7/contacts?list_version=1&q=x", "/jobs/7/rows?q=x", "/jobs/7?_=1"]) {
    assert.equal((await app.request(path)).status, 200, path);
  }
});
