/** Reviews are loaded ahead later, not too many, and not after the end. */
import assert from "node:assert/strict";
import { silentLog } from "@rollcall/platform/log.ts";
import { until } from "../../tests/harness/until.ts";
import { Preparations, PREPARED_ROWS } from "./preparations.ts";

Deno.test("preparations: each happens later, and one that fails is no fault", async () => {
  const prepared: string[] = [];
  const preparations = new Preparations(
    (jobId) => {
      prepared.push(jobId);
      return Promise.reject(new Error("the database is away"));
    },
    silentLog(),
    1,
  );
  preparations.later("a small job", PREPARED_ROWS);
  for (let i = 0; i < 30; i++) preparations.later(`job ${i}`, PREPARED_ROWS + 1);
  assert.deepEqual(prepared, []);
  await until("those that fit are prepared", () => prepared.length === 20);
  assert.ok(!prepared.some((jobId) => jobId === "a small job"));
  preparations.later("job 30", PREPARED_ROWS + 1);
  preparations.close();
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(prepared.length, 20);
});
