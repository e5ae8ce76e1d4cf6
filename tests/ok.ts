/**
 * Everything that CI runs: the checks that need nothing started, in two rows, then the tests. The
 * last line is `N passed, N failed`, in which each check counts as one; the exit code says the same.
 */
import { RUN } from "./runner/run_folder.ts";

const LAST_LINE = /(\d+) passed, (\d+) failed\s*$/;

interface Check {
  name: string;
  /** Arguments of Deno. */
  args: string[];
}

const typed = [
  "contracts",
  "domain",
  "event-store",
  "platform",
  "services",
  "deploy",
  "cli",
  "tests",
  "web/build.ts",
];

const BUILD_WEB = "tests/runner/build_web.ts";

/** One after the other, as its check and its build both write into web/.svelte-kit. */
const web: Check[] = [
  { name: "types of the web", args: ["task", "--cwd=web", "check"] },
  { name: "format of the web", args: ["task", "--cwd=web", "fmt:check"] },
  { name: "lint of the web", args: ["task", "--cwd=web", "lint"] },
  // The tests find it built.
  { name: "build of the web", args: ["run", "-A", BUILD_WEB] },
];
/** Beside those: they take about as long. */
const others: Check[] = [
  { name: "templates for AWS", args: ["task", "deploy:check"] },
  { name: "types", args: ["check", ...typed] },
  { name: "format", args: ["fmt", "--check"] },
  { name: "lint", args: ["lint"] },
  { name: "published contracts", args: ["task", "contracts:check"] },
  { name: "OpenAPI by a linter's rules", args: ["task", "api:lint"] },
];
/** Nothing else runs beside it. */
const measure: Check = { name: "ratios of speed", args: ["run", "-A", "tests/bench/gate.ts"] };

const startedAt = Date.now();
let passed = 0;
/** What failed, and the last that it said: CI may show the end of this output alone. */
const failures: string[] = [];
const SAID_LINES = 12;
await Promise.all([inTurn(web), inTurn(others)]);
await runCheck(measure);
const tests = await runTests();
passed += tests.passed;

for (const failure of failures) console.log(`failed: ${failure}`);
console.log(`took ${((Date.now() - startedAt) / 1000).toFixed(0)} s`);
const failed = failures.length + tests.failed;
console.log(`${passed} passed, ${failed} failed`);
Deno.exit(failed === 0 ? 0 : 1);

async function inTurn(checks: Check[]): Promise<void> {
  for (const check of checks) await runCheck(check);
}

/** Silent where it passes; where it fails, all that it said. */
async function runCheck({ name, args }: Check): Promise<void> {
  const started = Date.now();
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const took = `${((Date.now() - started) / 1000).toFixed(1)} s`;
  if (code === 0) {
    passed++;
    console.log(`✓ ${name} (${took})`);
    return;
  }
  const text = new TextDecoder();
  const said = [stdout, stderr].map((bytes) => text.decode(bytes).trim()).join("\n");
  failures.push(`${name}\n${said.split("\n").slice(-SAID_LINES).join("\n")}`);
  console.log(`✗ ${name} (${took}): deno ${args.join(" ")}`);
  console.log(said);
}

/** The tests as `make test` runs them, heard live; their last line has the numbers. */
async function runTests(): Promise<{ passed: number; failed: number }> {
  const run = Deno.env.get(RUN) ?? `${Deno.cwd()}/.data/tests/ok-${Deno.pid}`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "tests/run.ts"],
    env: { [RUN]: run },
    stdin: "null",
    stdout: "piped",
  }).spawn();
  let said = "";
  for await (const bytes of child.stdout) {
    await writeAll(bytes);
    said = (said + new TextDecoder().decode(bytes)).slice(-10_000);
  }
  const { code } = await child.status;
  const numbers = said.match(LAST_LINE) ?? (await tellOf(run)).match(LAST_LINE);
  if (!numbers) return { passed: 0, failed: 1 };
  const failed = Number(numbers[2]);
  return { passed: Number(numbers[1]), failed: code === 0 ? failed : Math.max(1, failed) };
}

/** What had come of a run that was killed before it could say so. */
async function tellOf(run: string): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "tests/runner/last_run.ts"],
    env: { [RUN]: run, NO_COLOR: "1" },
  }).output();
  await writeAll(stdout);
  return new TextDecoder().decode(stdout);
}

async function writeAll(bytes: Uint8Array): Promise<void> {
  for (let sent = 0; sent < bytes.length;) sent += await Deno.stdout.write(bytes.subarray(sent));
}
