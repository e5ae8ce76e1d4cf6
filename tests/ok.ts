/**
 * Everything that CI runs: the checks that need nothing started, two at a time, then the tests. The
 * last line is `N passed, N failed`, in which each check counts as one; the exit code says the same.
 */
interface Check {
  name: string;
  /** Arguments of Deno. */
  args: string[];
}

const typed = ["contracts", "event-store", "services", "deploy", "cli", "tests"];

const checks: Check[] = [
  { name: "types", args: ["check", ...typed] },
  { name: "types of the web", args: ["task", "--cwd=web", "check"] },
  { name: "format", args: ["fmt", "--check"] },
  { name: "lint", args: ["lint"] },
  { name: "published contracts", args: ["task", "contracts:check"] },
  { name: "templates for AWS", args: ["task", "deploy:check"] },
];
/** Not beside the check of the web: both write into web/.svelte-kit. */
const builds: Check[] = [{ name: "build of the web", args: ["task", "--cwd=web", "build"] }];

const startedAt = Date.now();
let passed = 0;
const failures: string[] = [];
await inTurns(checks, 2);
await inTurns(builds, 1);
const tests = await runTests();
passed += tests.passed;

for (const failure of failures) console.log(`failed: ${failure}`);
console.log(`took ${((Date.now() - startedAt) / 1000).toFixed(0)} s`);
const failed = failures.length + tests.failed;
console.log(`${passed} passed, ${failed} failed`);
Deno.exit(failed === 0 ? 0 : 1);

async function inTurns(all: Check[], atOnce: number): Promise<void> {
  const waiting = [...all];
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await runCheck(next);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
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
  failures.push(name);
  const text = new TextDecoder();
  console.log(`✗ ${name} (${took}): deno ${args.join(" ")}`);
  console.log([stdout, stderr].map((bytes) => text.decode(bytes).trim()).join("\n"));
}

/** The tests as `make test` runs them, heard live; their last line has the numbers. */
async function runTests(): Promise<{ passed: number; failed: number }> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "tests/run.ts"],
    stdin: "null",
    stdout: "piped",
  }).spawn();
  let said = "";
  for await (const bytes of child.stdout) {
    await writeAll(bytes);
    said = (said + new TextDecoder().decode(bytes)).slice(-10_000);
  }
  const { code } = await child.status;
  const numbers = said.match(/(\d+) passed, (\d+) failed\s*$/);
  if (!numbers) return { passed: 0, failed: 1 };
  const failed = Number(numbers[2]);
  return { passed: Number(numbers[1]), failed: code === 0 ? failed : Math.max(1, failed) };
}

async function writeAll(bytes: Uint8Array): Promise<void> {
  for (let sent = 0; sent < bytes.length;) sent += await Deno.stdout.write(bytes.subarray(sent));
}
