/**
 * `deno task chaos --seed S --jobs J --kills K --instances I`: imports J files while K processes are
 * killed, of which each service has I, and compares the end with what must be. Prints the seed, the kills by target and what was lost, doubled
 * or stuck; the exit code is 0 only where nothing was.
 */
import { parseArgs } from "node:util";
import { type ChaosOptions, planChaos, targetsOf } from "./plan.ts";
import { type Report, runChaos } from "./chaos_run.ts";
import { startWorld, type World } from "./world.ts";

/** Without any event or answer for so long, what has not ended counts as stuck. */
const STILL_MS = 120_000;

const options = readOptions();
const plan = await planChaos(options);
console.log(
  `seed ${plan.seed}: ${plan.jobs} jobs of ${plan.users} users, ${plan.kills} kills and ` +
    `${plan.faults.length - plan.kills} other faults`,
);
const world = await startWorld(options.instances);
let report: Report;
try {
  report = await runChaos(world, plan, { stillMs: STILL_MS, say: (line) => console.log(line) });
  if (report.differences.length || report.complaints.length) await keepOutput(world);
} finally {
  await world.close();
}
print(report);
Deno.exit(report.differences.length || report.complaints.length ? 1 : 0);

function readOptions(): ChaosOptions {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    options: { seed: text, jobs: text, kills: text, instances: text },
  });
  const number = (name: keyof typeof values, fallback: number) => {
    const value = Number(values[name] ?? fallback);
    if (Number.isSafeInteger(value) && value >= 0) return value;
    console.error(`--${name} is "${values[name]}": give a whole number, such as ${fallback}`);
    Deno.exit(2);
  };
  return {
    seed: number("seed", Math.floor(Math.random() * 1e9)),
    jobs: number("jobs", 24),
    kills: number("kills", 60),
    instances: number("instances", 1),
  };
}

/** What the processes have said last, for who looks into a difference. */
async function keepOutput({ stack }: World): Promise<void> {
  const file = `.data/chaos-${plan.seed}.log`;
  const lines = targetsOf(options.instances ?? 1).flatMap((name) =>
    stack.output(name).map((line) => `${name}: ${line}`)
  );
  await Deno.mkdir(".data", { recursive: true });
  await Deno.writeTextFile(file, lines.join("\n"));
  console.log(`what the processes have said is in ${file}`);
}

function print({ struck, differences, complaints, events, tookMs }: Report): void {
  const list = (counts: Record<string, number>) =>
    Object.entries(counts).map(([name, count]) => `${name} ${count}`).sort().join(", ") || "none";
  const count = (kind: string) => differences.filter((d) => d.kind === kind).length;
  const seconds = (ms: number) => `${(ms / 1000).toFixed(0)} s`;
  console.log(`killed: ${list(struck.kills)}`);
  console.log(`besides: ${list(struck.others)}`);
  console.log(
    `${events} events; imports took ${seconds(tookMs.imports)}, all of it ${seconds(tookMs.all)}`,
  );
  for (const complaint of complaints.slice(0, 5)) console.log(`wrong answer: ${complaint}`);
  const [first] = differences;
  if (first) console.log(`first difference: ${first.kind}: ${first.what.slice(0, 2_000)}`);
  console.log(
    `seed ${plan.seed}: lost ${count("lost")}, doubled ${count("doubled")}, ` +
      `stuck ${count("stuck")}` +
      (count("different") ? `, different ${count("different")}` : "") +
      (complaints.length ? `, wrong answers ${complaints.length}` : ""),
  );
}
