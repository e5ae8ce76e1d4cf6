/** What a person is told of a run; the last line has the numbers. */
import type { Failure, TestResult } from "./results.ts";
import type { RunResults } from "./run_folder.ts";
import type { Unit } from "./units.ts";

/** Lines of a message that are shown. */
const MESSAGE_LINES = 60;

/** What a file took, by the clock and, where that is known, by the processor. */
export interface FileCost {
  seconds: number;
  processorSeconds?: number;
}

/** What came of a file; of a group, one line of what it took and then what came of each of its files. */
export function unitReport({ name, files }: Unit, results: TestResult[], cost: FileCost): string[] {
  if (files[0] === name) return fileReport(name, results, cost);
  const own = Map.groupBy(results, ({ file }) => file);
  return [
    ...fileReport(`${name} of ${files.length} files`, results, cost).slice(0, 1),
    ...[...own].flatMap(([file, found]) => {
      const seconds = found.reduce((sum, result) => sum + result.seconds, 0);
      return fileReport(file, found, { seconds });
    }),
  ];
}

/** One line for a file, and all that is known of each failure in it. */
export function fileReport(file: string, results: TestResult[], cost: FileCost): string[] {
  const passed = count(results, "passed"), failed = count(results, "failed");
  const counts = [`${passed} passed`, ...(failed > 0 ? [`${failed} failed`] : [])].join(", ");
  const { seconds, processorSeconds } = cost;
  const took = `${seconds.toFixed(1)} s` +
    (processorSeconds ? `, processor ${processorSeconds.toFixed(1)} s` : "");
  const head = `${failed > 0 ? "FAILED" : "ok"} ${file} (${counts}, ${took})`;
  const failures = results.flatMap((result) => result.failures);
  return [head, ...failures.flatMap(failureReport)];
}

function failureReport({ name, message, logs }: Failure): string[] {
  const lines = message.split("\n").slice(0, MESSAGE_LINES);
  const said = logs ? ["    the services' last lines:", ...indented(logs, 6)] : [];
  return [`  failed: ${name}`, ...lines.map((line) => `    ${line}`), ...said];
}

/** The end of a run, or of what became of it. */
export function summary({ results, notRun }: RunResults): string[] {
  const failed = count(results, "failed") + (notRun.length > 0 ? 1 : 0);
  const passed = count(results, "passed"), skipped = count(results, "skipped");
  const slow = results.filter(({ seconds }) => seconds >= 2)
    .sort((a, b) => b.seconds - a.seconds).slice(0, 8);
  return [
    ...(slow.length > 0 ? ["", "slowest:"] : []),
    ...slow.map(({ seconds, name, file }) =>
      `  ${seconds.toFixed(1).padStart(5)} s  ${name} (${file})`
    ),
    ...results.filter(({ outcome }) => outcome === "failed").flatMap(failedLines),
    ...(notRun.length > 0
      ? [`failed: the run was interrupted before ${notRun.length} of its files had begun`]
      : []),
    ...(passed + failed === 0 ? ["no test ran: look at the paths and the filter"] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    `${passed} passed, ${failed} failed`,
  ];
}

function failedLines({ name, file, failures }: TestResult): string[] {
  return [
    `failed: ${name}${name === file ? "" : ` (${file})`}`,
    ...failures.map((failure) => {
      const step = failure.name === name ? "" : `${failure.name.slice(name.length + 3)}: `;
      return `  ${step}${failure.message.split("\n")[0]}`;
    }),
  ];
}

/** Whether a run may count as good: all began, none failed, at least one passed. */
export function isGood({ results, notRun }: RunResults): boolean {
  return notRun.length === 0 && count(results, "failed") === 0 && count(results, "passed") > 0;
}

function count(results: TestResult[], outcome: TestResult["outcome"]): number {
  return results.filter((result) => result.outcome === outcome).length;
}

function indented(text: string, by: number): string[] {
  return text.split("\n").map((line) => " ".repeat(by) + line);
}
