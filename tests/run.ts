/**
 * Runs the tests: one Postgres and one emulator for all of them, first what runs side by side,
 * then, two at a time, what starts whole stacks or a browser. The last line is
 * `N passed, N failed`; the exit code is 0 only where none failed and at least one ran.
 *
 *     deno task test                          every test
 *     deno task test event-store services/x   those below these paths
 *     deno task test --filter=lease           those whose name has the word
 *
 * Where ROLLCALL_TEST_DATABASE_URL and ROLLCALL_TEST_AWS_ENDPOINT are set, that Postgres and that
 * emulator are used and left running.
 */
import { readJUnit, type TestResult } from "./junit.ts";
import { startInfrastructure } from "./infrastructure.ts";
import { findTests } from "./test_files.ts";

/** A test that hangs ends with its run: CI would wait for hours. */
const deadlineMs = 6 * 60_000;
const places = ["contracts", "event-store", "services", "deploy", "cli", "web/src", "tests"];
const startedAt = Date.now();
const flags = Deno.args.filter((arg) => arg.startsWith("-"));
const paths = Deno.args.filter((arg) => !arg.startsWith("-"));
const { sideBySide, heavy } = await findTests(paths.length > 0 ? paths : places);

const infrastructure = await startInfrastructure();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.addSignalListener(signal, async () => {
    await infrastructure.stop();
    Deno.exit(130);
  });
}

const results: TestResult[] = [];
try {
  results.push(...await run(sideBySide));
  // They wait more than they work; a third at once would only time the others out.
  results.push(...await run(heavy, { DENO_JOBS: "2" }));
} finally {
  await infrastructure.stop();
}
summarise(results);

/** Runs these files in one `deno test`; a run that breaks off counts as one failure more. */
async function run(
  files: string[],
  variables: Record<string, string> = {},
): Promise<TestResult[]> {
  if (files.length === 0) return [];
  const report = await Deno.makeTempFile({ suffix: ".xml" });
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "test",
      "-A",
      "--no-check",
      "--parallel",
      `--junit-path=${report}`,
      ...flags,
      ...files,
    ],
    env: {
      ...infrastructure.env,
      ...variables,
      ...(!Deno.stdout.isTerminal() && { NO_COLOR: "1" }),
    },
    stdin: "null",
  }).spawn();
  const deadline = setTimeout(() => child.kill("SIGKILL"), deadlineMs);
  const { code } = await child.status;
  clearTimeout(deadline);
  const found = readJUnit(await Deno.readTextFile(report).catch(() => ""));
  await Deno.remove(report).catch(() => {});
  if (code !== 0 && !found.some((result) => result.outcome === "failed")) {
    found.push({ name: "the test run ended early", file: "", outcome: "failed", seconds: 0 });
  }
  return found;
}

function summarise(all: TestResult[]): void {
  const count = (outcome: TestResult["outcome"]) =>
    all.filter((result) => result.outcome === outcome).length;
  const slow = all.filter((result) => result.seconds >= 2)
    .sort((a, b) => b.seconds - a.seconds).slice(0, 8);
  if (slow.length > 0) console.log("\nslowest:");
  for (const { seconds, name, file } of slow) {
    console.log(`  ${seconds.toFixed(1).padStart(5)} s  ${name} (${file})`);
  }
  for (const { name, file } of all.filter((result) => result.outcome === "failed")) {
    console.log(`failed: ${name}${file ? ` (${file})` : ""}`);
  }
  const failed = count("failed");
  const passed = count("passed");
  if (passed + failed === 0) console.log("no test ran: look at the paths and the filter");
  if (count("skipped") > 0) console.log(`${count("skipped")} skipped`);
  console.log(`took ${((Date.now() - startedAt) / 1000).toFixed(0)} s`);
  console.log(`${passed} passed, ${failed} failed`);
  Deno.exit(failed === 0 && passed > 0 ? 0 : 1);
}
