/**
 * Readiness turns false when a dependency hangs or is gone, and liveness does not: a service that is
 * restarted for its database's sake would only be away itself. A table over all services.
 */
import assert from "node:assert/strict";
import { services } from "@rollcall/platform/manifest.ts";
import { borrowStack } from "../harness/kept_stack.ts";
import type { TestStack } from "../harness/stack.ts";
import { until } from "../harness/until.ts";
import { within } from "../harness/within.ts";
import { descendantsOf } from "../local/process_tree.ts";

/** Whether it is still ready without Postgres, and without the emulator's S3, SNS and SQS. */
const readyWithout: Record<string, { postgres: boolean; emulator: boolean }> = {
  // It needs the services behind it, and the upload needs S3.
  gateway: { postgres: false, emulator: false },
  upload: { postgres: false, emulator: false },
  // They answer people without the bus: the sweep and the log's polling stand in for it.
  review: { postgres: false, emulator: true },
  projection: { postgres: false, emulator: true },
  identity: { postgres: false, emulator: true },
  operations: { postgres: false, emulator: true },
  parsing: { postgres: false, emulator: false },
  dedupe: { postgres: false, emulator: false },
  relay: { postgres: false, emulator: false },
};

Deno.test("readiness turns false when a dependency is gone, and liveness does not", async (t) => {
  assert.deepEqual(Object.keys(readyWithout).sort(), services.map(({ name }) => name).sort());
  const { stack, proxies } = await borrowStack("behind-proxies");
  const restarts = services.map(({ name }) => stack.restarts(name));

  for (const store of ["emulator", "postgres"] as const) {
    await t.step(`${store} hangs`, async () => {
      const frozen = await signalAll(stack, store, "SIGSTOP");
      try {
        await assertTable(stack, store);
      } finally {
        for (const pid of frozen) Deno.kill(pid, "SIGCONT");
      }
    });
    await t.step(`${store} answers again`, () => assertAllReady(stack));
  }
  // Last, and for good, so that the stack is not given back: of the two the database is what everybody needs.
  for (const store of ["emulator", "postgres"] as const) {
    await t.step(`${store} is gone`, async () => {
      await proxies[store].close(); // connections are cut, new ones refused
      await assertTable(stack, store);
    });
  }
  assert.deepEqual(
    services.map(({ name }) => stack.restarts(name)),
    restarts,
    "none was restarted",
  );
});

async function assertTable(stack: TestStack, store: "postgres" | "emulator"): Promise<void> {
  const expected = Object.fromEntries(
    Object.entries(readyWithout).map(([name, without]) => [name, without[store]]),
  );
  const fits = (seen: Record<string, boolean>) =>
    Object.entries(expected).every(([name, ready]) => seen[name] === ready);
  await until(`readiness is what it must be without ${store}`, () => readiness(stack), fits);
  for (const { name } of services) {
    const response = await within(5_000, fetch(`${stack.urlOf(name)}/healthz`));
    assert.deepEqual([response.status, await response.json()], [200, { status: "ok" }], name);
  }
}

async function assertAllReady(stack: TestStack): Promise<void> {
  const all = (seen: Record<string, boolean>) => Object.values(seen).every(Boolean);
  await until("every service is ready again", () => readiness(stack), all);
}

async function readiness(stack: TestStack): Promise<Record<string, boolean>> {
  const entries = services.map(async ({ name }) => {
    const response = await fetch(`${stack.urlOf(name)}/readyz`);
    await response.body?.cancel();
    return [name, response.ok] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function signalAll(stack: TestStack, name: string, signal: Deno.Signal): Promise<number[]> {
  const pid = stack.pid(name);
  assert.ok(pid);
  // The children first: a postmaster that still runs would replace them.
  const pids = [pid, ...await descendantsOf(pid)];
  for (const one of pids) Deno.kill(one, signal);
  return pids;
}
