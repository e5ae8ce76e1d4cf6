/**
 * The folder of one test run, in which everything is written down as it comes: which files there are
 * to run, and for each what its process said, its journal, Deno's report and how it ended. What came
 * of the run is read from there, whoever was killed meanwhile.
 */
import { resolve } from "node:path";
import { EVENTS_FILE, readEntries } from "../harness/test_events.ts";
import { lastLines } from "../harness/service_logs.ts";
import { type FileEnd, resultsOf, resultsOfGroup, type TestResult } from "./results.ts";
import type { Unit } from "./units.ts";

export interface RunResults {
  results: TestResult[];
  /** Files that had not begun when the run ended. */
  notRun: string[];
}

const RUNS = ".data/tests", KEPT_RUNS = 5;

/** A new folder, ROLLCALL_TEST_RUN where that is set, for a run of these units. */
export async function newRunFolder(units: Unit[]): Promise<RunFolder> {
  const given = Deno.env.get(RUN);
  const name = `${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "")}-${Deno.pid}`;
  const run = new RunFolder(resolve(given ?? `${RUNS}/${name}`));
  await run.plan(units);
  if (!given) { for (const old of (await runsByAge()).slice(KEPT_RUNS)) await removeQuietly(old); }
  return run;
}

/** The folder of the last run of this checkout, or that of ROLLCALL_TEST_RUN. */
export async function lastRunFolder(): Promise<RunFolder | undefined> {
  const path = Deno.env.get(RUN) ?? (await runsByAge())[0];
  return path === undefined ? undefined : new RunFolder(path);
}

/** Names the folder of a run, for whoever has to tell of it should it be killed. */
export const RUN = "ROLLCALL_TEST_RUN";

/** The newest first. */
async function runsByAge(): Promise<string[]> {
  const names = await Array.fromAsync(Deno.readDir(RUNS), ({ name }) => name).catch(() => []);
  return names.sort().reverse().map((name) => `${RUNS}/${name}`);
}

export class RunFolder {
  constructor(readonly path: string) {}

  /** Of what all tests share. */
  get shared(): string {
    return `${this.path}/shared`;
  }

  /** Notes which are to be run. */
  async plan(units: Unit[]): Promise<void> {
    await Deno.mkdir(this.path, { recursive: true });
    await Deno.writeTextFile(`${this.path}/plan.json`, JSON.stringify(units));
  }

  /** The folder of a file or of a group, by its name; it is there once it has begun. */
  of(name: string): string {
    return `${this.path}/${name.replace(/^\.?\//, "").replaceAll("/", "+")}`;
  }

  async end(name: string, end: FileEnd): Promise<void> {
    await Deno.writeTextFile(`${this.of(name)}/end.json`, JSON.stringify(end));
  }

  async resultsOf({ name, files }: Unit): Promise<TestResult[]> {
    const folder = this.of(name);
    const end = await textOf(`${folder}/end.json`);
    const record = {
      file: name,
      journal: readEntries(await textOf(`${folder}/${EVENTS_FILE}`)),
      junit: await textOf(`${folder}/junit.xml`),
      end: end ? JSON.parse(end) : undefined,
      logs: lastLines(folder),
    };
    return files[0] === name ? resultsOf(record) : resultsOfGroup(record, files);
  }

  /** What came of the run so far. @throws where there was no run */
  async results(): Promise<RunResults> {
    const units: Unit[] = JSON.parse(await Deno.readTextFile(`${this.path}/plan.json`));
    const found: RunResults = { results: [], notRun: [] };
    for (const unit of units) {
      if (await isThere(this.of(unit.name))) found.results.push(...await this.resultsOf(unit));
      else found.notRun.push(...unit.files);
    }
    return found;
  }
}

async function textOf(path: string): Promise<string> {
  return await Deno.readTextFile(path).catch(() => "");
}

async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

async function removeQuietly(path: string): Promise<void> {
  await Deno.remove(path, { recursive: true }).catch(() => {});
}
