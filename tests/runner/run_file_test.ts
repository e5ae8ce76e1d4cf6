/** Whatever goes wrong in a test file is told by the name of the test in which it went wrong. */
import assert from "node:assert/strict";
import { scaled, SLOWNESS } from "../harness/deadline.ts";
import { TEST_MS } from "../harness/run_settings.ts";
import type { TestResult } from "./results.ts";
import { type RunFileOptions, runUnit } from "./run_file.ts";
import { RunFolder } from "./run_folder.ts";
import type { Unit } from "./units.ts";

async function outcomeOfUnit(
  unit: Unit,
  options: Partial<RunFileOptions> = {},
): Promise<TestResult[]> {
  const run = new RunFolder(await Deno.makeTempDir());
  await runUnit(unit, { run, env: {}, flags: [], ...options });
  return await run.resultsOf(unit);
}

/** What came of one of the files in fixtures/. */
async function outcomeOf(
  name: string,
  options: Partial<RunFileOptions> = {},
): Promise<TestResult[]> {
  const file = `tests/runner/fixtures/${name}.ts`;
  return await outcomeOfUnit({ name: file, files: [file] }, options);
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

Deno.test("what nobody catches is told with its step, not as a test that was cancelled", async () => {
  const results = await outcomeOf("uncaught");
  assert.deepEqual(brief(results), ["lets go failed"]);
  assert.match(
    messages(results)[0]!,
    /^lets go > a step: Error: nobody waits for this\n.*uncaught/,
  );
});

const group = (...names: string[]): Unit => ({
  name: "group-1",
  files: names.map((name) => `tests/runner/fixtures/${name}.ts`),
});
const byFile = (results: TestResult[]) =>
  results.map(({ file, name, outcome }) => `${file.split("/").at(-1)} ${name} ${outcome}`);

Deno.test("the files of a group have their results each", async () => {
  const results = await outcomeOfUnit(group("fails", "hangs", "does_not_load"), {
    env: { [TEST_MS]: "300", [SLOWNESS]: "1" },
  });
  assert.deepEqual(byFile(results), [
    "fails.ts fails failed",
    "fails.ts leaks failed",
    "hangs.ts before passed",
    "hangs.ts hangs failed",
    "hangs.ts after passed",
    "does_not_load.ts the file can be loaded failed",
  ]);
  assert.match(messages(results)[0]!, /^fails > a step: Error: not as it must be/);
  assert.match(messages(results).at(-1)!, /^the file can be loaded: Error: not today/);
});

Deno.test("of a group whose process ends nothing passes that was not run", async () => {
  const results = await outcomeOfUnit(group("crashes", "fails"));
  assert.deepEqual(byFile(results), [
    "crashes.ts before passed",
    "crashes.ts crashes failed",
    "fails.ts tests/runner/fixtures/fails.ts failed",
  ]);
  assert.match(
    messages(results).at(-1)!,
    /had not begun when its group ended early, with exit code 137/,
  );
});
