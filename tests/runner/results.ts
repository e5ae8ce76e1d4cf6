/**
 * What came of one test file, from what its process left: Deno's report where the process came to its
 * end, else its journal. Whatever had begun and not ended has failed, by its name.
 */
import type { Entry } from "../harness/test_events.ts";
import { knownAs } from "../harness/run_settings.ts";
import { readJUnit } from "./junit.ts";

export interface TestResult {
  name: string;
  file: string;
  outcome: "passed" | "failed" | "skipped";
  seconds: number;
  /** Of a failed test: what failed in it, each with its message. */
  failures: Failure[];
}

export interface Failure {
  /** The test, and its step that failed. */
  name: string;
  message: string;
  /** The last lines of each service, if the test had any. */
  logs: string;
}

/** What the process of a file has left behind. */
export interface FileRecord {
  file: string;
  journal: Entry[];
  /** Deno's report; empty where the process did not come to its end. */
  junit: string;
  /** How the process ended; none: whoever would have told was killed first. */
  end?: FileEnd;
  /** The last lines of the services, as they lie there now. */
  logs: string;
}

export interface FileEnd {
  code: number;
  /** Why it was killed. */
  killed?: string;
}

export function resultsOf(record: FileRecord): TestResult[] {
  const results = record.junit ? reported(record) : interrupted(record);
  const failed = results.some(({ outcome }) => outcome === "failed");
  if (failed || (record.end?.code === 0 && record.junit)) return results;
  const message = `the file ${howItEnded(record)}`;
  return [...results, failure(record, record.file, [{ name: record.file, message, logs: "" }])];
}

/**
 * The results of a group, each by its own file. Where the group's process did not come to its end, a
 * file of which nothing is known has failed.
 */
export function resultsOfGroup(record: FileRecord, files: string[]): TestResult[] {
  const results = resultsOf(record);
  const told = results.map((result): TestResult => {
    const file = files.find((one) => result.name.startsWith(knownAs("", one)));
    if (file === undefined) return result;
    const own = (name: string) => name.slice(knownAs("", file).length);
    const failures = result.failures.map((one) => ({ ...one, name: own(one.name) }));
    return { ...result, file, name: own(result.name), failures };
  });
  if (record.junit) return told;
  const unknown = files.filter((file) => !told.some((result) => result.file === file));
  return [...told, ...unknown.map((file) => notRun(file, record))];
}

function notRun(file: string, record: FileRecord): TestResult {
  const message = `had not begun when its group ${howItEnded(record)}`;
  return failure({ ...record, file }, file, [{ name: file, message, logs: "" }]);
}

function reported(record: FileRecord): TestResult[] {
  return readJUnit(record.junit).map(({ name, outcome, seconds, message }) => {
    if (outcome !== "failed") return { name, file: record.file, outcome, seconds, failures: [] };
    const noted = notedFailures(record, name);
    const failures = noted.length > 0 ? noted : [{ name, message, logs: "" }];
    return failure(record, name, failures, seconds);
  });
}

function interrupted(record: FileRecord): TestResult[] {
  const tests = new Set(record.journal.map(({ path }) => path[0]!));
  return [...tests].map((name): TestResult => {
    const failures = notedFailures(record, name);
    if (failures.length > 0) return failure(record, name, failures);
    const ended = record.journal.find(({ what, path }) =>
      what === "ended" && path.length === 1 && path[0] === name
    );
    if (ended?.what === "ended") {
      return { name, file: record.file, outcome: "passed", seconds: ended.seconds, failures: [] };
    }
    const message = `the test had not ended when its file ${howItEnded(record)}`;
    const where = [name, ...openSteps(record.journal, name)].join(" > ");
    return failure(record, name, [{ name: where, message, logs: record.logs }]);
  });
}

function howItEnded({ end }: FileRecord): string {
  if (!end) return "was interrupted with the whole run";
  return end.killed ?? `ended early, with exit code ${end.code}`;
}

function notedFailures({ journal }: FileRecord, test: string): Failure[] {
  return journal.flatMap((entry) =>
    entry.what === "failed" && entry.path[0] === test
      ? [{ name: entry.path.join(" > "), message: entry.message, logs: entry.logs }]
      : []
  );
}

/** Steps of a test that have begun and not ended, the outermost first. */
function openSteps(journal: Entry[], test: string): string[] {
  const open = new Set<string>();
  for (const { what, path } of journal) {
    if (path[0] !== test || path.length === 1) continue;
    if (what === "begun") open.add(path.at(-1)!);
    else open.delete(path.at(-1)!);
  }
  return [...open];
}

function failure(
  { file }: FileRecord,
  name: string,
  failures: Failure[],
  seconds = 0,
): TestResult {
  return { name, file, outcome: "failed", seconds, failures };
}
