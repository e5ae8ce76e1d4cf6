import assert from "node:assert/strict";
import { unitsOf } from "./units.ts";

const PURE = 'import { sum } from "./sum.ts";';
const DATABASE = 'import { createDatabase } from "../../tests/harness/postgres.ts";';
const texts: Record<string, string> = {
  "standby_test.ts": 'import { startStandby } from "../../tests/harness/standby.ts";',
  "watch_test.ts": "const began = performance.now();",
  "env_test.ts": "Deno.env.set",
  "crash_test.ts": 'await borrowStack("plain");',
  "trace_test.ts": 'await borrowStack("plain", { fresh: true });',
  "outage_test.ts": 'await borrowStack("own-stores");',
  "job_test.ts": 'import { sharedStack } from "../harness/shared_stack.ts";',
  "cli_test.ts": 'import { sharedStack } from "../harness/shared_stack.ts";',
  "lambda_test.ts":
    'import { sharedStack } from "../harness/shared_stack.ts"; import { startStack } from "../harness/stack.ts";',
  ...Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`db_${i}_test.ts`, DATABASE])),
};
const itsOwn = ["standby_test.ts", "watch_test.ts", "env_test.ts"];
const unitsOfAll = (light: string[], heavy: string[] = []) =>
  unitsOf({ light, heavy }, (file) => texts[file] ?? PURE);

Deno.test("light files that have nothing to themselves run together, 16 at most", () => {
  const pure = Array.from({ length: 20 }, (_, i) => `pure_${i}_test.ts`);
  const { light, heavy } = unitsOfAll([...itsOwn, ...pure], ["tests/api/job_test.ts"]);
  assert.deepEqual(
    light.map(({ name, files }) => [name, files.length]),
    [...itsOwn.map((name) => [name, 1]), ["group-1", 16], ["group-2", 4]],
  );
  assert.deepEqual(heavy, [{ name: "tests/api/job_test.ts", files: ["tests/api/job_test.ts"] }]);
});

Deno.test("those that have a database run together as well, 8 at most", () => {
  const stores = Array.from({ length: 10 }, (_, i) => `db_${i}_test.ts`);
  const { light } = unitsOfAll(stores);
  assert.deepEqual(light.map(({ name, files }) => [name, files.length]), [
    ["stores-1", 8],
    ["stores-2", 2],
  ]);
});

Deno.test("who borrows a stack of the same kind runs in one process, who needs a fresh one first", () => {
  const files = ["crash_test.ts", "site_test.ts", "outage_test.ts", "trace_test.ts"];
  const { heavy } = unitsOfAll([], files);
  assert.deepEqual(heavy, [
    { name: "stack-plain", files: ["trace_test.ts", "crash_test.ts"] },
    { name: "site_test.ts", files: ["site_test.ts"] },
    { name: "outage_test.ts", files: ["outage_test.ts"] },
  ]);
});

Deno.test("so do those that need the shared stack and no other", () => {
  const { heavy } = unitsOfAll([], ["cli_test.ts", "lambda_test.ts", "job_test.ts"]);
  assert.deepEqual(heavy, [
    { name: "stack-shared", files: ["cli_test.ts", "job_test.ts"] },
    { name: "lambda_test.ts", files: ["lambda_test.ts"] },
  ]);
});

Deno.test("one file alone is no group", () => {
  assert.deepEqual(unitsOfAll(["pure_test.ts"]).light, [
    { name: "pure_test.ts", files: ["pure_test.ts"] },
  ]);
});
