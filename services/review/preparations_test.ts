/** Reviews are loaded ahead later, not too many, and not after the end. */
import assert from "node:assert/strict";
import { silentLog } from "@rollcall/platform/log.ts";
import { until } from "../../tests/harness/until.ts";
import { Preparations } from "./preparations.ts";

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
  for (let i = 0; i < 30; i++) preparations.later(`job ${i}`);
  assert.deepEqual(prepared, []);
  await until("those that fit are prepared", () => prepared.length === 20);
  preparations.later("job 30");
  preparations.close();
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(prepared.length, 20);
});
