/** What is measured of this system alone; where a figure is a ratio, both parts are of this run. */
import type { Issue, Job } from "@rollcall/contracts/api";
import { type ClientAccount, openAccount } from "../../../cli/new_account.ts";
import { follow } from "../../../cli/follow.ts";
import { services } from "@rollcall/platform/manifest.ts";
import type { TestStack } from "../../harness/stack.ts";
import { timed } from "../compare/side.ts";
import { contactsCsv } from "../contacts.ts";
import { proportionalMebibytes, residentMebibytes } from "../memory.ts";
import { processorTime } from "../processor/processor_time.ts";
import { quantile } from "../quantile.ts";
import type { Figure } from "./table.ts";

const BASE_ROWS = 50_000;
/** Between two looks at the memory of each process. */
const LOOK_MS = 200;

/** How the time for a row grows with the file, and the most memory that a process holds meanwhile. */
export async function growth(stack: TestStack, sizes: number[]): Promise<Figure[]> {
  const account = await openAccount(stack.apiUrl);
  const figures: Figure[] = [];
  const perRow = async (rows: number, times: number) => {
    const took: number[] = [];
    let most = { mebibytes: 0, name: "" };
    const looking = setInterval(async () => {
      for (const { name } of services) {
        const mebibytes = await residentMebibytes(stack.pid(name));
        if (mebibytes > most.mebibytes) most = { mebibytes, name };
      }
    }, LOOK_MS);
    for (let time = 0; time < times; time++) took.push(await read(account, rows));
    clearInterval(looking);
    return { ms: quantile(took, 0.5) / rows, most };
  };
  await perRow(BASE_ROWS, 2);
  const base = await perRow(BASE_ROWS, 3);
  for (const rows of sizes) {
    const { ms, most: { mebibytes, name } } = await perRow(rows, 1);
    const what = `${rows.toLocaleString("en-US")} rows`;
    figures.push({
      what: `${what}: time for a row, of that at 50,000`,
      figure: `${(ms * rows / 1_000).toFixed(1)} s`,
      ratio: ms / base.ms,
      goal: { limit: 1.15 },
    }, {
      what: `${what}: most memory of a process, MiB`,
      figure: `${mebibytes.toFixed(0)}, ${name}`,
      value: mebibytes,
      goal: { limit: 300 },
    });
  }
  return figures;
}

/** Small files of one user beside a large one of another. */
export async function besideLarge(stack: TestStack): Promise<Figure[]> {
  const [small, large] = [await openAccount(stack.apiUrl), await openAccount(stack.apiUrl)];
  await read(large, BASE_ROWS);
  const all = async () => {
    const took: number[] = [];
    const files = Array.from({ length: 200 }).values();
    await Promise.all(Array.from({ length: 16 }, async () => {
      for (const _ of files) took.push(await read(small, 100));
    }));
    return quantile(took, 0.95);
  };
  await all();
  const alone = await all();
  const [beside] = await Promise.all([all(), read(large, BASE_ROWS)]);
  return [{
    what: "200 files of 100 rows beside one of 50,000: p95, of that without it",
    figure: `${beside.toFixed(0)} ms`,
    ratio: beside / alone,
    goal: { limit: 2 },
  }];
}

/** A bulk rule and its undo, until they can be read. */
export async function bulk(stack: TestStack): Promise<Figure[]> {
  const account = await openAccount(stack.apiUrl);
  const { api } = account;
  const took = { rule: [] as number[], undo: [] as number[] };
  const { id } = await upload(account, BASE_ROWS);
  const seen = (version: number) => api.job(id, version);
  for (let time = 0; time < 6; time++) {
    let batch = "";
    const rule = await timed(async () => {
      const { version, batch_id } = await api.resolve(id, "DUPLICATE_EMAIL", "first");
      batch = batch_id!;
      await seen(version);
    });
    const undo = await timed(async () => {
      const { version } = await api.undoBatch(id, batch);
      await seen(version);
    });
    // The first loads the review.
    if (time > 0) [took.rule, took.undo].forEach((list, i) => list.push([rule, undo][i]!));
  }
  const figure = (what: string, list: number[]): Figure => {
    const value = quantile(list, 0.5);
    return { what, figure: `${value.toFixed(0)} ms`, value, goal: { limit: 300 } };
  };
  return [
    figure("a bulk rule over all duplicates of 50,000 rows, until seen", took.rule),
    figure("undo of it, until seen", took.undo),
  ];
}

/** A decision in one tab, until another that follows the job is told. */
export async function otherTab(stack: TestStack): Promise<Figure[]> {
  const account = await openAccount(stack.apiUrl);
  const { api } = account;
  const { id } = await upload(account, 1_000);
  const issues: Issue[] = await api.issues(id, { status: "OPEN", type: "DUPLICATE_EMAIL" }, 100);
  const told = new Map<number, PromiseWithResolvers<void>>();
  let isOver = false;
  const tab = (async () => {
    for await (const { open_issues } of api.watch(id)) {
      if (isOver) return;
      told.get(open_issues)?.resolve();
    }
  })();
  let { open_issues } = await api.job(id);
  const took: number[] = [];
  for (const { id: issue, payload } of issues) {
    const isTold = Promise.withResolvers<void>();
    told.set(--open_issues, isTold);
    took.push(
      await timed(async () => {
        await api.decide(issue, { chosen_row_id: payload.candidates[0]!.raw_row_id });
        await isTold.promise;
      }),
    );
  }
  isOver = true;
  await api.remove(id);
  await tab.catch(() => {});
  const value = quantile(took, 0.95);
  return [{
    what: `a decision in one tab seen in another, p95 of ${took.length}`,
    figure: `${value.toFixed(0)} ms`,
    value,
    goal: { limit: 100 },
  }];
}

/** After a start, and after the code that it has run was compiled and its garbage collected. */
const QUIET_MS = 45_000;

/** What the services need while nobody does anything. Best measured first, after a start. */
export async function idle(stack: TestStack, seconds = 20): Promise<Figure[]> {
  const pids = new Map(services.map(({ name }) => [name as string, stack.pid(name)!]));
  const sum = (of: Map<string, number>) => of.values().reduce((all, one) => all + one, 0);
  await new Promise((over) => setTimeout(over, QUIET_MS));
  const before = sum(processorTime(pids));
  await new Promise((over) => setTimeout(over, seconds * 1_000));
  const share = (sum(processorTime(pids)) - before) / (seconds * 10);
  let resident = 0, mebibytes = 0;
  for (const pid of pids.values()) {
    resident += await residentMebibytes(pid);
    mebibytes += await proportionalMebibytes(pid);
  }
  return [{
    what: "idle: nine services, % of a core",
    figure: share.toFixed(1),
    value: share,
    goal: { limit: 1 },
  }, {
    what: "idle: nine services, MiB, each process by itself",
    figure: resident.toFixed(0),
    value: resident,
    goal: { limit: 600 },
  }, {
    what: "idle: nine services, MiB, what they share counted once",
    figure: mebibytes.toFixed(0),
    value: mebibytes,
    goal: { limit: 600 },
  }];
}

async function upload({ api, upload }: ClientAccount, rows: number): Promise<Job> {
  const { id } = await upload(new File([contactsCsv(rows)], "contacts.csv", { type: "text/csv" }));
  return await follow(api, id, () => {});
}

/** Milliseconds from the upload until a person may decide; then the job is deleted. */
async function read(account: ClientAccount, rows: number): Promise<number> {
  let id = "";
  const took = await timed(async () => ({ id } = await upload(account, rows)));
  await account.api.remove(id);
  return took;
}
