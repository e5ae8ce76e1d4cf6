import assert from "node:assert/strict";
import { findTests } from "./test_files.ts";

Deno.test("tests are found below a path, the longest of the heavy ones first", async () => {
  const { heavy, light } = await findTests(["tests"]);
  assert.equal(heavy[0], "tests/browser/web_test.ts");
  assert.ok(heavy.includes("tests/api/main_job_test.ts"));
  assert.ok(light.includes("tests/runner/test_files_test.ts"));
  assert.ok(light.includes("tests/architecture/docs_test.ts"));
  assert.deepEqual([...heavy, ...light].filter((file) => file.includes("fixtures/")), []);
});

Deno.test("a file that is named is run, whatever its name", async () => {
  const { light } = await findTests(["tests/runner/fixtures/waits.ts"]);
  assert.deepEqual(light, ["tests/runner/fixtures/waits.ts"]);
});
