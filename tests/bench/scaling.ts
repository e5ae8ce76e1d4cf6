/**
 * `deno task scaling`: how many files a second Rollcall could take with 1 to 64 tasks of each service,
 * by a simulation fed with measured service times: where throughput stops growing, and what gives
 * first. Its assumptions stand on docs/operations/scaling.md.
 *
 *     deno task scaling [--measured FILE]       another machine's, in the form of scaling/measured.json
 */
import { parseArgs } from "node:util";
import { databases, type Measured, stationsOf, stepsOf } from "./scaling/model.ts";
import recorded from "./scaling/measured.json" with { type: "json" };
import { simulate } from "./scaling/simulate.ts";

const TASKS = [1, 2, 4, 8, 16, 32, 64];
/** Files under way: enough that a task is without work only because of what gives first. */
const RUN = { customers: 1_000, warmUpMs: 60_000, measuredMs: 60_000 };

const { values } = parseArgs({ options: { measured: { type: "string" } } });
const measured: Measured = values.measured
  ? JSON.parse(Deno.readTextFileSync(values.measured))
  : recorded;

console.log(`service times: ${measured.of}\n`);
for (const database of databases) {
  console.log(`${database.name}:`);
  console.log("  tasks  files/s      rows/s  busy");
  for (const tasks of TASKS) {
    const { perSecond, busy } = simulate(stationsOf(tasks, database), stepsOf(measured), RUN);
    const busiest = Object.entries(busy).sort(([, a], [, b]) => b - a).slice(0, 3)
      .map(([name, share]) => `${name} ${(share * 100).toFixed(0)} %`).join(", ");
    const rows = Math.round(perSecond * measured.file.rows).toLocaleString("en-US");
    console.log(
      `${String(tasks).padStart(7)} ${perSecond.toFixed(1).padStart(8)} ${
        rows.padStart(11)
      }  ${busiest}`,
    );
  }
}
