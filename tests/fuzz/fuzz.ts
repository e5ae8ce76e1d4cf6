/**
 * `deno task fuzz --tries N --seed S`: uploads N files that nobody would send on purpose to a stack of
 * its own. Never a 5xx, never a job that is stuck, never a failure without a sentence. Prints the
 * seed, what came of the tries, and where the smallest inputs are that broke this; the exit code is 0
 * only where none did. It ends by itself, after --minutes at the latest.
 */
import { parseArgs } from "node:util";
import { ApiClient } from "../api/client.ts";
import { startStack } from "../harness/stack.ts";
import { allShapes } from "../shapes/all_shapes.ts";
import { type FuzzReport, runFuzz } from "./fuzz_run.ts";
import { openStoredBytes } from "./stored_bytes.ts";

const AT_ONCE = 8, DEADLINE_MS = 60_000;

const text = { type: "string" } as const;
const { values } = parseArgs({ options: { tries: text, seed: text, minutes: text } });
const seed = number("seed", Math.floor(Math.random() * 1e9));
const tries = number("tries", 10_000);
const minutes = number("minutes", 60);

const stack = await startStack({ stores: "own" });
const { storedBytes, close } = openStoredBytes(stack);
let code = 1;
try {
  console.log(`seed ${seed}: ${tries} tries, ${AT_ONCE} at once`);
  const startedAt = Date.now();
  const report = await runFuzz(await ApiClient.register(stack.apiUrl), await allShapes(), {
    seed,
    tries,
    atOnce: AT_ONCE,
    deadlineMs: DEADLINE_MS,
    storedBytes,
    endMs: minutes * 60_000,
    told: (tried) => {
      if (tried % 1_000 === 0) console.log(`  ${tried} tries, ${seconds(startedAt)}`);
    },
  });
  await print(report, startedAt);
  code = report.failures.length === 0 && report.tried === tries ? 0 : 1;
} finally {
  await close();
  await stack.close();
}
Deno.exit(code);

async function print({ tried, outcomes, failures }: FuzzReport, startedAt: number): Promise<void> {
  for (const [outcome, count] of [...outcomes].sort(([, a], [, b]) => b - a)) {
    console.log(`${String(count).padStart(7)}  ${outcome}`);
  }
  await Deno.mkdir(".data/fuzz", { recursive: true });
  for (const [i, { input: { bytes, ...input }, broken }] of failures.entries()) {
    const file = `.data/fuzz/${seed}-${i + 1}`;
    await Deno.writeFile(`${file}.bin`, bytes);
    await Deno.writeTextFile(`${file}.json`, JSON.stringify({ ...input, broken }, null, 2));
    console.log(`broken: ${broken.slice(0, 300)}\n  by ${bytes.length} bytes in ${file}.bin`);
  }
  for (const service of failures.length ? ["upload", "parsing", "dedupe", "projection"] : []) {
    const lines = stack.output(service).filter((line) => /error/i.test(line)).slice(-5);
    for (const line of lines) console.log(`${service}: ${line.slice(0, 2_000)}`);
  }
  console.log(`seed ${seed}: ${tried} tries in ${seconds(startedAt)}, ${failures.length} broken`);
}

function number(name: keyof typeof values, fallback: number): number {
  const value = Number(values[name] ?? fallback);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  console.error(`--${name} is "${values[name]}": give a whole number, such as ${fallback}`);
  Deno.exit(2);
}

function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(0)} s`;
}
