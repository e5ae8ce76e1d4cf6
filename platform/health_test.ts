import assert from "node:assert/strict";
import { healthRoutes } from "./health.ts";

Deno.test("health: ready while every dependency answers", async () => {
  const response = await healthRoutes({ database: () => Promise.resolve() }).request("/readyz");
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), { status: "ready", checks: { database: "ok" } });
});

Deno.test("health: not ready names what rejects and what hangs; live all the same", async () => {
  const app = healthRoutes({
    database: () => Promise.reject(new Error("password=hunter2")),
    objects: () => new Promise(() => {}),
    queue: () => Promise.resolve(),
  }, { timeoutMs: 20 });
  const response = await app.request("/readyz");
  assert.equal(response.status, 503);
  assert.deepEqual(await response.json(), {
    status: "not ready",
    failing: ["database", "objects"],
    checks: { database: "failing", objects: "failing", queue: "ok" },
  });
  assert.equal((await app.request("/healthz")).status, 200);
});

Deno.test("health: a dependency that hangs is not asked again and again", async () => {
  const back = Promise.withResolvers<void>();
  let looks = 0;
  const app = healthRoutes({
    database: () => {
      looks++;
      return back.promise;
    },
  }, { timeoutMs: 5 });
  const status = async () => (await app.request("/readyz")).status;
  for (let asked = 0; asked < 20; asked++) assert.equal(await status(), 503);
  assert.equal(looks, 8);
  back.resolve();
  await back.promise;
  assert.equal(await status(), 200);
  assert.equal(looks, 9);
});

Deno.test("health: warnings are reported and leave it ready; a hanging one blocks nothing", async () => {
  const ask = async (warnings: () => Promise<string[]>) => {
    const app = healthRoutes({ database: () => Promise.resolve() }, { timeoutMs: 20, warnings });
    const response = await app.request("/readyz");
    return [response.status, await response.json()];
  };
  const ready = { status: "ready", checks: { database: "ok" } };
  assert.deepEqual(await ask(() => Promise.resolve(["It stands still."])), [
    200,
    { ...ready, warnings: ["It stands still."] },
  ]);
  assert.deepEqual(await ask(() => Promise.reject(new Error("away"))), [200, ready]);
  assert.deepEqual(await ask(() => new Promise(() => {})), [200, ready]);
});
