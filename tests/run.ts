/**
 * Runs the tests: what they need is made once, one Postgres, one emulator and one stack are started
 * for all of them, then each file runs in a process of its own, the light ones many in one, a few processes at a time. There is no deadline
 * for a run, only for each test, and it grows with the slowness of the machine. The last line is
 * `N passed, N failed`; the exit code is 0 only where none failed and at least one ran.
 *
 *     deno task test                          every test
 *     deno task test event-store services/x   those below these paths
 *     deno task test --filter=lease           those whose name has the word
 *
 * Everything is written down as it comes, in ROLLCALL_TEST_RUN or else in .data/tests; where the run
 * is killed, `deno run -A tests/runner/last_run.ts` tells what had come of it. Where
 * ROLLCALL_TEST_DATABASE_URL and ROLLCALL_TEST_AWS_ENDPOINT are set, that Postgres and that emulator
 * are used and left running.
 */
import { startInfrastructure } from "./runner/infrastructure.ts";
import { SLOWNESS } from "./harness/deadline.ts";
import { LANE, SLOT } from "./harness/run_settings.ts";
import { lanesFor, runInLanes } from "./runner/lanes.ts";
import { needsOf, prepare } from "./runner/prepare.ts";
import { processorMeter } from "./runner/processor.ts";
import { isGood, summary, unitReport } from "./runner/report.ts";
import { runUnit } from "./runner/run_file.ts";
import { newRunFolder } from "./runner/run_folder.ts";
import { startSharedStack } from "./runner/shared.ts";
import { takeSlot } from "./runner/slot.ts";
import { measureSlowness } from "./runner/speed.ts";
import { findTests } from "./runner/test_files.ts";
import { unitsOf } from "./runner/units.ts";

const places = [
  "contracts",
  "domain",
  "event-store",
  "platform",
  "services",
  "deploy",
  "cli",
  "web",
  "tests",
];
const startedAt = Date.now();
const seconds = (since = startedAt) => (Date.now() - since) / 1000;
const wholeSeconds = processorMeter();
const flags = Deno.args.filter((arg) => arg.startsWith("-"));
const paths = Deno.args.filter((arg) => !arg.startsWith("-"));

const files = await findTests(paths.length > 0 ? paths : places);
const texts = new Map(
  await Promise.all(
    [...files.heavy, ...files.light].map(async (f) => [f, await Deno.readTextFile(f)] as const),
  ),
);
const units = unitsOf(files, (file) => texts.get(file) ?? "");
const run = await newRunFolder([...units.heavy, ...units.light]);
const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.addSignalListener(signal, () => interrupted.abort(new Error(`interrupted by ${signal}`)));
}

const stops: (() => Promise<void>)[] = [];
try {
  await runAll();
} catch (error) {
  console.log(error instanceof Error ? error.stack : error);
} finally {
  for (const stop of stops.reverse()) {
    await stop().catch((error) => console.log(`ending what tests needed failed: ${error}`));
  }
}
console.log(`took ${seconds().toFixed(0)} s, processor ${wholeSeconds().toFixed(0)} s`);
const found = await run.results();
for (const line of summary(found)) console.log(line);
Deno.exit(isGood(found) ? 0 : 1);

async function runAll(): Promise<void> {
  const needs = needsOf([...texts.values()]);
  const slowness = String(await measureSlowness());
  Deno.env.set(SLOWNESS, slowness);
  Deno.env.set(SLOT, String(takeSlot()));
  const lanes = lanesFor(navigator.hardwareConcurrency);
  await prepare(needs);
  const infrastructure = await startInfrastructure();
  stops.push(infrastructure.stop);
  const env = { ...infrastructure.env, [SLOWNESS]: slowness };
  if (needs.has("stack")) {
    const shared = await startSharedStack(env, run);
    stops.push(shared.stop);
    Object.assign(env, shared.env);
  }
  const { signal } = interrupted;
  const processorSeconds = processorMeter();
  console.log(
    `${texts.size} files, ${lanes.all} at once; deadlines times ${slowness} ` +
      `(prepared in ${seconds().toFixed(1)} s); what they say is in ${run.path}`,
  );
  await runInLanes(units, lanes, async (unit, lane) => {
    if (signal.aborted) return;
    const began = Date.now();
    await runUnit(unit, { run, env: { ...env, [LANE]: String(lane) }, flags, signal });
    const cost = { processorSeconds: processorSeconds(), seconds: seconds(began) };
    const results = await run.resultsOf(unit);
    if (signal.aborted && results.length === 0) return;
    for (const line of unitReport(unit, results, cost)) console.log(line);
  });
  signal.throwIfAborted();
}
