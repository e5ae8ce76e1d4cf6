/**
 * How fast the log is appended to and read, and read models are made of it. Each is a command of its
 * own, on a Postgres of its own; beside the appends stands what a bare row costs there.
 */
import process from "node:process";
import type { Figure } from "./table.ts";

type PerSecond = Record<string, number>;

/** The goals are what a machine of ours did in 2026-11; a slower one misses them all alike. */
export async function storeFigures(): Promise<Figure[]> {
  const log = await run("event-store/bench.ts");
  const models = await run("services/projection/bench.ts");
  const bare = log["bare insert of a row, 64 callers"]!;
  const appends = log["append, one event a call, 64 callers"]!;
  return [
    {
      ...perSecond("single appends, 64 callers, of as many bare inserts", appends, bare),
      ratio: appends / bare,
    },
    { ...perSecond("single appends, 64 callers", appends), goal: atLeast(18_200) },
    {
      ...perSecond("rows appended, sealed, in events of 500", batches(log)),
      goal: atLeast(257_000),
    },
    {
      ...perSecond("rows read from the log, opened and decoded", replayed(log)),
      goal: atLeast(768_000),
    },
    {
      ...perSecond("rows replayed into read models", models["replay, but for comparing"]!),
      goal: atLeast(300_000),
    },
    perSecond("rows replayed and compared with what was live", models["replay"]!),
  ];
}

const batches = (log: PerSecond) => log["append, sealed batches of 500 lines, 4 callers"]!;
const replayed = (log: PerSecond) =>
  log["replay, opened and decoded, all that was appended above"]!;
const atLeast = (limit: number) => ({ limit, atLeast: true as const });

function perSecond(what: string, value: number, of?: number): Figure {
  const rounded = (n: number) => Math.round(n).toLocaleString("en-US");
  return { what, figure: `${rounded(value)}${of ? ` : ${rounded(of)}` : ""} a second`, value };
}

async function run(script: string): Promise<PerSecond> {
  const file = await Deno.makeTempFile({ suffix: ".json" });
  try {
    const args = ["run", "-A", script, "--brief", "--json", file];
    const { success, stderr } = await new Deno.Command(process.execPath, { args }).output();
    if (!success) throw new Error(`${script}: ${new TextDecoder().decode(stderr)}`);
    return JSON.parse(await Deno.readTextFile(file));
  } finally {
    await Deno.remove(file);
  }
}
