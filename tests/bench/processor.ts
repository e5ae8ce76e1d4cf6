/**
 * `deno task bench:processor`: what the system costs in processor time, by process: at rest, for a
 * file of each size, and for decisions of several clients. On a machine that others use, processor
 * time holds where elapsed time does not; compare two versions in turn, nothing else at work.
 *
 *     deno task bench:processor
 *     deno task bench:processor --rows 1000 --jobs 20 --decisions 0 --idle-s 0
 *     deno task bench:processor --rows 1000 --jobs 20 --clients 16 --measured FILE    for deno task scaling
 */
import { parseArgs } from "node:util";
import type { Issue } from "@rollcall/contracts/api";
import { follow } from "../../cli/follow.ts";
import { openAccount } from "../../cli/new_account.ts";
import { services } from "@rollcall/platform/manifest.ts";
import { startStack } from "../harness/stack.ts";
import { contactsCsv } from "./contacts.ts";
import { crowd } from "./compare/side.ts";
import { residentMebibytes } from "./memory.ts";
import { CostMeter } from "./processor/cost_meter.ts";
import { quantile } from "./quantile.ts";
import { decisionProcesses, fileProcesses, type Measured } from "./scaling/model.ts";

const text = { type: "string" } as const;
const { values } = parseArgs({
  options: {
    rows: { ...text, default: "50000,1000" },
    jobs: { ...text, default: "4" },
    "warm-up": { ...text, default: "3" },
    clients: { ...text, default: "1,4,16" },
    decisions: { ...text, default: "300" },
    "idle-s": { ...text, default: "10" },
    measured: text,
  },
});
const numbers = (name: "rows" | "clients") => values[name].split(",").map(Number);
const number = (name: "jobs" | "warm-up" | "decisions" | "idle-s") => Number(values[name]);

/** What a simulation is fed with: small files, and decisions of so many clients at once. */
const SIMULATED = { rows: 1_000, clients: 16 };
if (values.measured !== undefined) {
  const { rows, clients } = SIMULATED;
  if (!numbers("rows").includes(rows) || !numbers("clients").includes(clients)) {
    console.error(`--measured wants ${rows} among --rows, and ${clients} among --clients`);
    Deno.exit(2);
  }
}

/** Rows of the job on which decisions are taken; a fifteenth of them has an issue. */
const DECIDED_ROWS = 50_000;

const stack = await startStack({ stores: "own", variables: { MAX_UPLOAD_BYTES: "104857600" } });
const names = [...services.map(({ name }) => name), "postgres", "emulator"];
const pids = new Map(names.map((name) => [name, stack.pid(name)!]));
const meter = new CostMeter(pids);
/** What was measured → a process → its figure. */
const columns = new Map<string, Map<string, number>>();

try {
  const { api, upload } = await openAccount(stack.apiUrl);
  const read = async (rows: number) => {
    const file = new File([contactsCsv(rows)], "contacts.csv", { type: "text/csv" });
    const began = performance.now();
    const { id } = await upload(file);
    await follow(api, id, () => {});
    return { id, took: performance.now() - began };
  };
  for (const rows of numbers("rows")) {
    for (let time = 0; time < number("warm-up"); time++) await read(rows);
    const took: number[] = [];
    await costOf(rowsColumn(rows), number("jobs"), async () => {
      for (let time = 0; time < number("jobs"); time++) took.push((await read(rows)).took);
    });
    console.log(
      `${rows} rows, upload to NEEDS_REVIEW, median: ${quantile(took, 0.5).toFixed(0)} ms`,
    );
  }
  if (number("decisions") > 0) {
    const { id } = await read(DECIDED_ROWS);
    const open: Issue[] = await api.issues(
      id,
      { status: "OPEN", type: "DUPLICATE_EMAIL" },
      100_000,
    );
    const issues = open.values();
    const decide = async (issue: Issue) => {
      await api.decide(issue.id, { chosen_row_id: issue.payload.candidates[0]!.raw_row_id });
    };
    await crowd(4, issues.take(100), decide);
    for (const clients of numbers("clients")) {
      const some = issues.take(number("decisions")).toArray();
      await costOf(decisionsColumn(clients), some.length, async () => {
        const { each, p95 } = await crowd(clients, some, decide);
        const rate = (1_000 / each).toFixed(0);
        console.log(`decisions, ${clients} clients: ${rate} a second, p95 ${p95.toFixed(1)} ms`);
      });
    }
  }
  if (number("idle-s") > 0) {
    const pause = () => new Promise<void>((over) => setTimeout(over, number("idle-s") * 1_000));
    await costOf("idle, ms/s", number("idle-s"), pause);
  }
  const resident = new Map<string, number>();
  for (const [name, pid] of pids) resident.set(name, await residentMebibytes(pid));
  columns.set("MiB", resident);
  print();
  if (values.measured !== undefined) {
    Deno.writeTextFileSync(values.measured, `${JSON.stringify(measured(), undefined, 2)}\n`);
  }
} finally {
  await stack.close();
}

function rowsColumn(rows: number): string {
  return `${rows} rows`;
}

function decisionsColumn(clients: number): string {
  return `decision, ${clients} clients`;
}

function measured(): Measured {
  const { rows, clients } = SIMULATED;
  const pick = <Name extends string>(column: string, names: readonly Name[]) => {
    const figures = names.map((name) =>
      [name, Number(columns.get(column)!.get(name)!.toFixed(1))] as const
    );
    return Object.fromEntries(figures) as Record<Name, number>;
  };
  return {
    of: `deno task bench:processor, ${new Date().toISOString().slice(0, 10)}`,
    file: { rows, ...pick(rowsColumn(rows), fileProcesses) },
    decision: pick(decisionsColumn(clients), decisionProcesses),
  };
}

/** Notes what each process needs for the work, and for what follows from it. */
async function costOf(what: string, times: number, work: () => Promise<void>): Promise<void> {
  const costs = await meter.costs(work);
  columns.set(what, new Map([...costs].map(([name, ms]) => [name, ms / times])));
}

function print(): void {
  const heads = [...columns.keys()];
  const line = (name: string, cells: string[]) =>
    console.log(
      name.padEnd(12) + cells.map((cell, i) => cell.padStart(heads[i]!.length + 3)).join(""),
    );
  line("ms each", heads);
  for (const name of names) {
    line(name, heads.map((head) => columns.get(head)!.get(name)!.toFixed(1)));
  }
  line(
    "all",
    heads.map((head) => {
      return columns.get(head)!.values().reduce((all, figure) => all + figure, 0).toFixed(1);
    }),
  );
}
