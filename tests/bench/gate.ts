/**
 * `deno task bench:gate`, part of `make ok`: ratios of processor time inside one run, with generous
 * limits, so that a change which makes something cost several times as much is noticed. Processor
 * time rather than elapsed time: other work on the machine changes it by a fifth, not by a factor.
 * The yardstick is work that no change of ours makes dearer: where everything gets slower, ratios of
 * our own parts to each other stay as they are.
 */
import type { Issue } from "@rollcall/contracts/api";
import { follow } from "../../cli/follow.ts";
import { openAccount } from "../../cli/new_account.ts";
import { connect } from "@rollcall/event-store";
import { services } from "@rollcall/platform/manifest.ts";
import { startStack } from "../harness/stack.ts";
import { crowd } from "./compare/side.ts";
import { contactsCsv } from "./contacts.ts";
import { quantile } from "./quantile.ts";
import { bareImportMs, createBareTable } from "./gate/bare_import.ts";
import { type Activity, type Costs, exceeded, type Share, sharesOf } from "./gate/limits.ts";
import { CostMeter } from "./processor/cost_meter.ts";

const SMALL = 1_000, MIDDLE = 10_000, LARGE = 40_000;

/**
 * Longer than anything is gathered for (the relay's window, the projection's): one client without a
 * pause has its decisions gathered too, the more of them the faster the machine.
 */
const APART_MS = 120;
/**
 * Longer than a large review is loaded after its file: that is a part of what the file costs, and of
 * nothing that is measured next.
 */
const LOADED_MS = 2_500;
/** In turns, and their medians: a vacuum of the tables just filled costs as much as a whole round. */
const ROUNDS = 3;

if (Deno.build.os !== "linux") {
  console.log("not measured: only Linux tells processor time in /proc");
  Deno.exit(0);
}
const stack = await startStack({ stores: "own", variables: { MAX_UPLOAD_BYTES: "104857600" } });
const names = [...services.map(({ name }) => name as string), "postgres", "emulator"];
const meter = new CostMeter(new Map(names.map((name) => [name, stack.pid(name)!])));
const owner = connect(stack.ownerUrl, { name: "rollcall-gate", max: 1 });
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
  const costsOfFile = async (rows: number, times: number) => {
    await read(rows);
    return await costsEach(times, async () => {
      for (let time = 0; time < times; time++) await read(rows);
    });
  };
  await createBareTable(owner);
  const csv = contactsCsv(LARGE);
  await bareImportMs(owner, csv);
  await read(LARGE);
  const larges: Costs[] = [], bares: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    larges.push(
      await costsEach(1, async () => {
        await read(LARGE);
        await pause(LOADED_MS);
      }),
    );
    bares.push(await bareImportMs(owner, csv));
  }
  const bare = quantile(bares, 0.5), large = medians(larges);
  const middle = await costsOfFile(MIDDLE, 3);
  await pause(LOADED_MS);
  const small = await costsOfFile(SMALL, 8);
  tellShares("a file of 40,000 rows", large, bare);
  tellShares("a file of 1,000 rows", small, bare);
  const perRow = sum(large) / LARGE / (sum(middle) / MIDDLE);
  tell("a row of a large file, to one of a middle one", perRow, 1.4);

  const id = await read(LARGE);
  await pause(LOADED_MS);
  const all: Issue[] = await api.issues(id, { status: "OPEN", type: "DUPLICATE_EMAIL" }, 100_000);
  const issues = all.values();
  const costsOfDecision = async (count: number, clients: number, pauseMs: number) => {
    const some = issues.take(count).toArray();
    const decide = async (issue: Issue) => {
      await api.decide(issue.id, { chosen_row_id: issue.payload.candidates[0]!.raw_row_id });
      if (pauseMs > 0) await pause(pauseMs);
    };
    return await costsEach(count, async () => void await crowd(clients, some, decide));
  };
  await costsOfDecision(40, 4, 0);
  const alone: Costs[] = [], together: Costs[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    alone.push(await costsOfDecision(20, 1, APART_MS));
    together.push(await costsOfDecision(120, 16, 0));
  }
  const decision = medians(together);
  tellShares("a decision among 16 at once", decision, bare);
  tell("a decision among 16 at once, to one alone", sum(decision) / sum(medians(alone)), 0.6);

  const list = await meter.costs(async () => {
    for (const type of Object.keys((await api.job(id)).issue_counts)) {
      await api.resolve(id, type, type === "DUPLICATE_EMAIL" ? "first" : "skip");
    }
    const { version } = await api.finalize(id);
    await api.job(id, version);
  });
  tellShares("bulk rules and a list of 40,000 rows", list, bare);
} finally {
  await owner.end();
  await stack.close();
}
Deno.exit(failed.length > 0 ? 1 : 0);

function pause(ms: number): Promise<void> {
  return new Promise((over) => setTimeout(over, ms));
}

/** What each process needs for one of so many. */
async function costsEach(times: number, work: () => Promise<void>): Promise<Costs> {
  const costs = await meter.costs(work);
  return new Map([...costs].map(([name, ms]) => [name, ms / times]));
}

function medians(rounds: Costs[]): Costs {
  const of = (name: string) => quantile(rounds.map((costs) => costs.get(name)!), 0.5);
  return new Map(names.map((name) => [name, of(name)]));
}

function sum(costs: Costs): number {
  return costs.values().reduce((all, ms) => all + ms, 0);
}

/** One line: what each process needed, and those that needed too much. */
function tellShares(activity: Activity, costs: Costs, bareMs: number): void {
  const shares = sharesOf(activity, costs, bareMs), most = exceeded(shares);
  const list = (some: Share[]) =>
    some.map(({ process, ratio, limit }) => `${process} ${short(ratio)} (${short(limit)})`).join(
      ", ",
    );
  if (most.length > 0) failed.push(activity);
  const sign = most.length > 0 ? `✗ too much: ${list(most)}; ` : "✓ ";
  console.log(`${sign}${activity}, to a bare import of 40,000 (at most): ${list(shares)}`);
}

function tell(what: string, ratio: number, limit: number): void {
  const holds = ratio <= limit;
  if (!holds) failed.push(what);
  console.log(`${holds ? "✓" : "✗"} ${what}: ${short(ratio)}, at most ${short(limit)}`);
}

function short(ratio: number): number {
  return Number(ratio.toPrecision(2));
}
