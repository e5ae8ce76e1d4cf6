/** One user's searches leave room for everybody else's (promise 12). */
import assert from "node:assert/strict";
import { type AppEnv, createApp } from "@rollcall/platform/http.ts";
import { silentLog } from "@rollcall/platform/log.ts";
import type { MiddlewareHandler } from "hono";
import { until } from "../../../tests/harness/until.ts";
import { inTurn } from "./in_turn.ts";

const asNamed: MiddlewareHandler<AppEnv> = async (c, next) => {
  c.set("userId", c.req.header("user")!);
  await next();
};

/** An app whose searches go on until they are told to end. */
function searching() {
  let now = 0;
  const running: { user: string; end: () => void }[] = [];
  const app = createApp({ log: silentLog() });
  app.use("/jobs/*", asNamed, inTurn(() => now));
  app.get("/jobs/1/rows", async (c) => {
    const over = Promise.withResolvers<void>();
    if (c.req.query("q")) {
      running.push({ user: c.var.userId, end: over.resolve });
      await over.promise;
    }
    return c.text("found");
  });
  const get = (user: string, query = "?q=x") =>
    Promise.resolve(app.request(`/jobs/1/rows${query}`, { headers: { user } }));
  return { get, running, pass: (ms: number) => void (now += ms) };
}

Deno.test("in turn: however many searches one user has, another's begins at once", async () => {
  const { get, running } = searching();
  const anna = Array.from({ length: 40 }, () => get("anna"));
  await until("Anna's run", () => running.length === 5);
  assert.equal((await get("anna", "")).status, 200, "what is short does not wait");
  const berta = get("berta");
  await until("Berta's runs", () => running.some(({ user }) => user === "berta"));
  assert.equal(running.length, 6);
  for (let ended = 0; ended < 41; ended++) {
    await until("there is one more", () => running.length > ended);
    running[ended]!.end();
  }
  const all = await Promise.all([...anna, berta]);
  assert.ok(all.every(({ status }) => status === 200));
});

Deno.test("in turn: whoever has waited too long is told so, and nothing is done for him", async () => {
  const { get, running, pass } = searching();
  const anna = Array.from({ length: 6 }, () => get("anna"));
  await until("Anna's run", () => running.length === 5);
  pass(21_000);
  running[0]!.end();
  assert.equal((await anna[5]!).status, 503);
  assert.equal(running.length, 5);
  for (const { end } of running) end();
  await Promise.all(anna);
});
