/**
 * `deno task bench:gate`, part of `make ok`: ratios of processor time inside one run, with generous
 * limits, so that a change which makes something cost several times as much is noticed. Processor
 * time rather than elapsed time: other work on the machine changes it by a fifth, not by a factor.
 */
import type { Issue } from "@rollcall/contracts/api";
import { follow } from "../../cli/follow.ts";
import { openAccount } from "../../cli/new_account.ts";
import { services } from "@rollcall/platform/manifest.ts";
import { startStack } from "../harness/stack.ts";
import { crowd } from "./compare/side.ts";
import { contactsCsv } from "./contacts.ts";
import { quantile } from "./quantile.ts";
import { CostMeter } from "./processor/cost_meter.ts";

const SMALL = 1_000, MIDDLE = 10_000, LARGE = 40_000;

/**
 * Longer than anything is gathered for (the relay's window, the projection's): one client without a
 * pause has its decisions gathered too, the more of them the faster the machine.
 */
const APART_MS = 120;
/** In turns, and their medians: a vacuum of the tables just filled costs as much as a whole round. */
const ROUNDS = 3;

if (Deno.build.os !== "linux") {
  console.log("not measured: only Linux tells processor time in /proc");
  Deno.exit(0);
}
const stack = await startStack({ stores: "own", variables: { MAX_UPLOAD_BYTES: "104857600" } });
const names = [...services.map(({ name }) => name as string), "postgres", "emulator"];
const meter = new CostMeter(new Map(names.map((name) => [name, stack.pid(name)!])));
const failed: string[] = [];
try {
  const { api, upload } = await openAccount(stack.apiUrl);
  const read = async (rows: number) => {
    const { id } = await upload(
      new File([contactsCsv(rows)], "contacts.csv", { type: "text/csv" }),
    );
    await follow(api, id, () => {});
    return id;
  };
  const costOfFile = async (rows: number, times: number) => {
    await read(rows);
    return await meter.cost(async () => {
      for (let time = 0; time < times; time++) await read(rows);
    }) / times;
  };
  const large = await costOfFile(LARGE, 2);
  const middle = await costOfFile(MIDDLE, 3);
  const small = await costOfFile(SMALL, 8);
  tell("a row of a large file, to one of a middle one", large / LARGE / (middle / MIDDLE), 1.4);
  tell("a file of 1,000 rows, to one of 40,000", small / large, 0.3);

  const id = await read(LARGE);
  const all: Issue[] = await api.issues(id, { status: "OPEN", type: "DUPLICATE_EMAIL" }, 100_000);
  const issues = all.values();
  const costOfDecision = async (count: number, clients: number, pauseMs: number) => {
    const some = issues.take(count).toArray();
    const decide = async (issue: Issue) => {
      await api.decide(issue.id, { chosen_row_id: issue.payload.candidates[0]!.raw_row_id });
      if (pauseMs > 0) await new Promise((over) => setTimeout(over, pauseMs));
    };
    return await meter.cost(async () => void await crowd(clients, some, decide)) / some.length;
  };
  await costOfDecision(40, 4, 0);
  const alone: number[] = [], together: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    alone.push(await costOfDecision(20, 1, APART_MS));
    together.push(await costOfDecision(80, 16, 0));
  }
  const decision = quantile(together, 0.5);
  tell("a decision among 16 at once, to one alone", decision / quantile(alone, 0.5), 0.6);
  tell("a decision among 16 at once, to a file of 1,000 rows", decision / small, 0.25);

  const list = await meter.cost(async () => {
    for (const type of Object.keys((await api.job(id)).issue_counts)) {
      await api.resolve(id, type, type === "DUPLICATE_EMAIL" ? "first" : "skip");
    }
    const { version } = await api.finalize(id);
    await api.job(id, version);
  });
  tell("bulk rules and a list of 40,000 rows, to reading them", list / large, 0.75);
} finally {
  await stack.close();
}
Deno.exit(failed.length > 0 ? 1 : 0);

function tell(what: string, ratio: number, limit: number): void {
  const holds = ratio <= limit;
  if (!holds) failed.push(what);
  console.log(`${holds ? "✓" : "✗"} ${what}: ${ratio.toFixed(2)}, at most ${limit}`);
}
