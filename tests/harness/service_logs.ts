/**
 * What the services of a test say, line by line on the disk, where it outlives the test and its
 * process: a failure is told with the last lines of each.
 */
import { testFolder } from "./run_settings.ts";

/** Lines of each service that are shown. */
const SHOWN = 12;

let stacks = 0;
const looked = new Set<string>();

/** A folder for the logs of one stack; nothing where the test runs outside a test run. */
export function logFolder(): string | undefined {
  const own = testFolder();
  if (!own) return;
  const folder = `${own}/logs/${++stacks}`;
  Deno.mkdirSync(folder, { recursive: true });
  return folder;
}

/** A stack that an earlier test has left goes on to say what it does, for this test. */
export function keepLogs(folder: string | undefined): void {
  if (folder) Deno.mkdirSync(folder, { recursive: true });
}

/** The logs of a stack that somebody else has started count as this test's, too. */
export function alsoLookAt(folder: string): void {
  looked.add(folder);
}

/** Remembers a line of a service. */
export function writeLine(folder: string | undefined, service: string, line: string): void {
  if (!folder) return;
  try {
    Deno.writeTextFileSync(`${folder}/${service}.log`, `${line}\n`, { append: true });
  } catch { /* the test has ended, and its folder is gone */ }
}

/** Forgets what stacks of earlier tests have said. */
export function forgetLogs(): void {
  const own = testFolder();
  looked.clear();
  try {
    if (own) Deno.removeSync(`${own}/logs`, { recursive: true });
  } catch { /* there was none */ }
}

/** The last lines of each service that the test at hand has to do with. */
export function lastLines(own = testFolder()): string {
  const folders = own ? [...children(`${own}/logs`), ...looked] : [];
  return folders.flatMap((folder) => children(folder).sort().map(tail)).join("\n");
}

function tail(path: string): string {
  const lines = Deno.readTextFileSync(path).trimEnd().split("\n");
  const name = path.split("/").at(-1)!.replace(/\.log$/, "");
  return [`${name}:`, ...lines.slice(-SHOWN)].join("\n  ");
}

function children(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => `${folder}/${name}`);
  } catch {
    return [];
  }
}
