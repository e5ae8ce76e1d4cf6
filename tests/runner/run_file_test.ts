/** Whatever goes wrong in a test file is told by the name of the test in which it went wrong. */
import assert from "node:assert/strict";
import { scaled, SLOWNESS } from "../harness/deadline.ts";
import { TEST_MS } from "../harness/run_settings.ts";
import type { TestResult } from "./results.ts";
import { runFile, type RunFileOptions } from "./run_file.ts";
import { RunFolder } from "./run_folder.ts";

/** What came of one of the files in fixtures/. */
async function outcomeOf(
  name: string,
  options: Partial<RunFileOptions> = {},
): Promise<TestResult[]> {
  const run = new RunFolder(await Deno.makeTempDir());
  const file = `tests/runner/fixtures/${name}.ts`;
  await runFile(file, { run, env: {}, flags: [], ...options });
  return await run.resultsOf(file);
}

const brief = (results: TestResult[]) => results.map(({ name, outcome }) => `${name} ${outcome}`);
const messages = (results: TestResult[]) =>
  results.flatMap(({ failures }) => failures.map(({ name, message }) => `${name}: ${message}`));

Deno.test("a test that hangs fails by its name, and those after it run", async () => {
  const results = await outcomeOf("hangs", { env: { [TEST_MS]: "300", [SLOWNESS]: "1" } });
  assert.deepEqual(brief(results), ["before passed", "hangs failed", "after passed"]);
  assert.match(
    messages(results)[0]!,
    /^hangs: Error: it hangs: nothing has happened for 300 ms in "hangs", "hangs > in here"/,
  );
});

Deno.test("a test that computes for ever is killed, and fails by its name", async () => {
  const results = await outcomeOf("spins", { stillMs: scaled(3_000) });
  assert.deepEqual(brief(results), ["before passed", "spins failed"]);
  assert.match(messages(results)[0]!, /^spins: .*was killed: for \d+ ms nothing had happened/);
});

Deno.test("a test with which the process ends fails by its name", async () => {
  const results = await outcomeOf("crashes");
  assert.deepEqual(brief(results), ["before passed", "crashes failed"]);
  assert.match(messages(results)[0]!, /^crashes: .*ended early, with exit code 137/);
});

Deno.test("a failure has its step, its message and its services' last lines", async () => {
  const results = await outcomeOf("fails");
  assert.deepEqual(brief(results), ["fails failed", "leaks failed"]);
  const [step, leak] = results.flatMap(({ failures }) => failures);
  assert.deepEqual([step!.name, step!.logs], [
    "fails > a step",
    "relay:\n  the last that the relay said",
  ]);
  assert.match(step!.message, /^Error: not as it must be\n.*fixtures\/fails\.ts/);
  assert.match(leak!.message, /Leaks detected/);
});
