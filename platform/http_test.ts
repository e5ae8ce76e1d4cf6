import assert from "node:assert/strict";
import { createRoute, z } from "@hono/zod-openapi";
import { createApp } from "./http.ts";
import { silentLog } from "./log.ts";
import { HttpProblem, notFound, unavailable } from "./problem.ts";
import { healthRoutes } from "./health.ts";

const echo = createRoute({
  method: "post",
  path: "/echo/{id}",
  request: {
    params: z.object({ id: z.uuid() }),
    body: {
      required: true,
      content: { "application/json": { schema: z.object({ name: z.string().min(2) }) } },
    },
  },
  responses: {
    200: { description: "", content: { "application/json": { schema: z.object({}) } } },
  },
});

const search = createRoute({
  method: "get",
  path: "/search",
  request: {
    query: z.object({
      q: z.string().optional(),
      filter: z.union([z.string(), z.array(z.string())]).optional(),
    }),
  },
  responses: {
    200: { description: "", content: { "application/json": { schema: z.object({}) } } },
  },
});

const id = "0198c0de-0000-7000-8000-000000000001";

function testApp() {
  const app = createApp({ log: silentLog() });
  app.openapi(echo, (c) => c.json(c.req.valid("json"), 200));
  app.openapi(search, (c) => c.json(c.req.valid("query"), 200));
  app.get("/fault", () => {
    throw new Error("password=hunter2");
  });
  app.get("/refused", () => {
    throw new HttpProblem(409, "No.", { code: "ISSUES_OPEN", headers: { "x-more": "1" } });
  });
  app.get("/missing", () => {
    throw notFound("job");
  });
  app.get("/away", () => {
    throw unavailable("The database is away.", 3);
  });
  app.route("/", healthRoutes({ database: () => Promise.resolve() }));
  return app;
}

function post(path: string, body: string) {
  const headers = { "content-type": "application/json" };
  return testApp().request(path, { method: "POST", headers, body });
}

async function problem(response: Response) {
  assert.equal(response.headers.get("content-type"), "application/problem+json");
  return await response.json();
}

Deno.test("http: an input that its schema refuses is 422 and names each field", async () => {
  const response = await post(`/echo/${id}`, JSON.stringify({ name: "x" }));
  const body = await problem(response);
  assert.equal(response.status, 422);
  assert.equal(body.code, "VALIDATION_FAILED");
  assert.deepEqual(body.errors.map((e: { path: string }) => e.path), ["body.name"]);
});

Deno.test("http: text that Postgres cannot hold is 422, in a body and in a query", async () => {
  for (const name of ["a\\u0000", "\\ud83d!"]) {
    const response = await post(`/echo/${id}`, `{"name": "${name}"}`);
    const { code, errors } = await problem(response);
    assert.deepEqual([response.status, code], [422, "VALIDATION_FAILED"]);
    assert.equal(errors[0].path, "body.name");
  }
  for (const query of ["q=%00", "q=a%00b", "filter=a&filter=b%00"]) {
    const response = await testApp().request(`/search?${query}`);
    const { detail } = await problem(response);
    assert.equal(response.status, 422, query);
    assert.match(detail, /^query\.\S+: holds U\+0000/);
  }
  assert.equal((await testApp().request("/search?q=%F0%9F%98%80")).status, 200);
});

Deno.test("http: an id that cannot exist is 404, not 422", async () => {
  const response = await post("/echo/not-a-uuid", JSON.stringify({ name: "xyz" }));
  assert.equal((await problem(response)).status, 404);
});

Deno.test("http: JSON that is none is 400, a body over the limit is 413", async () => {
  assert.equal((await problem(await post(`/echo/${id}`, "{nope"))).status, 400);
  const large = JSON.stringify({ name: "x".repeat(1024 * 1024) });
  assert.equal((await problem(await post(`/echo/${id}`, large))).code, "BODY_TOO_LARGE");
});

Deno.test("http: an unknown path is 404, a wrong method 405 with Allow", async () => {
  assert.equal((await problem(await testApp().request("/nowhere"))).status, 404);
  const wrong = await testApp().request(`/echo/${id}`);
  assert.equal((await problem(wrong)).status, 405);
  assert.equal(wrong.headers.get("allow"), "POST");
  assert.equal((await problem(await testApp().request("/missing"))).status, 404);
});

Deno.test("http: a fault is 500 and reveals no internals", async () => {
  const response = await testApp().request("/fault", { headers: { "x-request-id": "abc-1" } });
  const body = await problem(response);
  assert.equal(response.status, 500);
  assert.doesNotMatch(JSON.stringify(body), /hunter2/);
  assert.match(body.detail, /abc-1/);
  assert.equal(response.headers.get("x-request-id"), "abc-1");
});

Deno.test("http: a thrown problem keeps its status, code and headers", async () => {
  const refused = await testApp().request("/refused");
  assert.deepEqual(await problem(refused), {
    type: "about:blank",
    title: "Conflict",
    status: 409,
    detail: "No.",
    code: "ISSUES_OPEN",
  });
  assert.equal(refused.headers.get("x-more"), "1");
  const away = await testApp().request("/away");
  assert.equal(away.status, 503);
  assert.equal(away.headers.get("retry-after"), "3");
});

Deno.test("http: an error of a service's own is what the service says it is", async () => {
  class Shut extends Error {}
  const app = createApp({
    log: silentLog(),
    problemOf: (error) => error instanceof Shut ? new HttpProblem(409, "It is shut.") : undefined,
  });
  app.get("/shut", () => {
    throw new Shut();
  });
  app.get("/broken", () => {
    throw new Error("a bug");
  });
  const shut = await app.request("/shut");
  assert.equal(shut.status, 409);
  assert.equal((await shut.json()).detail, "It is shut.");
  assert.equal((await app.request("/broken")).status, 500);
});

Deno.test("http: every answer carries a request id and secure headers", async () => {
  const response = await testApp().request("/healthz");
  assert.match(response.headers.get("x-request-id") ?? "", /^[0-9a-f-]{36}$/);
  assert.equal(response.headers.get("x-content-type-options"), "nosniff");
});

Deno.test("http: more requests at once than the limit are 503 until the work of one has ended", async () => {
  const app = createApp({ log: silentLog(), maxRequests: 2, answerWithinMs: 5 });
  const works: PromiseWithResolvers<void>[] = [];
  app.get("/work", async (c) => {
    works.push(Promise.withResolvers<void>());
    await works.at(-1)!.promise;
    return c.text("done");
  });
  app.get("/idle", (c) => c.text("done"));
  app.route("/", healthRoutes({}));
  const status = async (path: string) => (await app.request(path)).status;
  assert.deepEqual(await Promise.all([status("/work"), status("/work")]), [503, 503]);
  assert.equal(works.length, 2, "their callers have gone, their work goes on");
  const refused = await app.request("/idle");
  assert.equal(refused.headers.get("retry-after"), "2");
  assert.match((await problem(refused)).detail, /Too many requests/);
  assert.equal(await status("/healthz"), 200);
  works[0]!.resolve();
  await works[0]!.promise;
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  assert.equal(await status("/idle"), 200);
  works[1]!.resolve();
});

Deno.test("http: an answer is kept by nobody, unless it says so itself", async () => {
  const app = createApp({ log: silentLog() });
  app.get("/mine", (c) => c.json({}));
  app.get("/raw", () => new Response("x"));
  app.get("/keys", (c) => c.json({}, 200, { "cache-control": "public, max-age=300" }));
  const of = async (path: string) => (await app.request(path)).headers.get("cache-control");
  assert.deepEqual(await Promise.all(["/mine", "/raw", "/keys", "/missing"].map(of)), [
    ...["no-store", "no-store", "public, max-age=300", "no-store"],
  ]);
});
