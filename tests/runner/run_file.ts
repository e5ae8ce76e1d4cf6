/**
 * Runs one test file, or a group of light ones, in a process of its own, so that whatever goes wrong
 * in it stays there. A test that hangs is failed in the process (tests/harness/watch.ts); a process
 * that cannot even do that, because it computes for ever, say, is killed once its journal has stood
 * still for longer.
 */
import { scaled } from "../harness/deadline.ts";
import { EVENTS_FILE } from "../harness/test_events.ts";
import { FOLDER, GROUP, testMs } from "../harness/run_settings.ts";
import type { RunFolder } from "./run_folder.ts";
import type { Unit } from "./units.ts";

/** More than a test's own patience: the process has to load, and to end. */
const MARGIN_MS = 60_000;
const POLL_MS = 250;

export interface RunFileOptions {
  run: RunFolder;
  /** Variables for the tests. */
  env: Record<string, string>;
  /** For `deno test`, such as --filter. */
  flags: string[];
  /** How long the journal may stand still before the process is killed. */
  stillMs?: number;
  /** Ends the process at once. */
  signal?: AbortSignal;
}

export async function runUnit({ name, files }: Unit, options: RunFileOptions): Promise<void> {
  const { run, env, flags, signal, stillMs = scaled(testMs() + MARGIN_MS) } = options;
  const folder = run.of(name);
  const entry = files[0] === name ? name : "tests/runner/group.ts";
  await Deno.mkdir(`${folder}/tmp`, { recursive: true });
  const said = await Deno.open(`${folder}/said.txt`, { create: true, append: true });
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["test", "-A", "--no-check", `--junit-path=${folder}/junit.xml`],
      ...[`--preload=${preload}`, ...flags, entry],
    ],
    env: {
      ...env,
      [FOLDER]: folder,
      [GROUP]: JSON.stringify(files),
      TMPDIR: `${folder}/tmp`,
      NO_COLOR: "1",
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const reading = Promise.all([child.stdout, child.stderr].map((stream) => copy(stream, said)));
  let killed: string | undefined;
  const kill = (why: string) => {
    killed ??= why;
    try {
      child.kill("SIGKILL");
    } catch { /* it has ended */ }
  };
  signal?.addEventListener("abort", () => kill("was interrupted with the whole run"));
  if (signal?.aborted) kill("was interrupted with the whole run");
  const watching = watchJournal(`${folder}/${EVENTS_FILE}`, stillMs, () => {
    kill(`was killed: for ${stillMs} ms nothing had happened in it`);
  });
  const { code } = await child.status;
  clearInterval(watching);
  // What it left behind may hold its output open; that must not hold up the run.
  await Promise.race([reading, pause(1_000)]);
  said.close();
  await run.end(name, { code, ...(killed !== undefined && { killed }) });
  await removeQuietly(`${folder}/tmp`);
}

const preload = new URL("../harness/watch.ts", import.meta.url).pathname;

function watchJournal(path: string, stillMs: number, isStill: () => void) {
  let size = 0, movedAt = Date.now();
  return setInterval(() => {
    const now = sizeOf(path);
    if (now !== size) [size, movedAt] = [now, Date.now()];
    if (Date.now() - movedAt > stillMs) isStill();
  }, POLL_MS);
}

function sizeOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch {
    return 0;
  }
}

async function copy(stream: ReadableStream<Uint8Array>, to: Deno.FsFile): Promise<void> {
  try {
    for await (const bytes of stream) to.writeSync(bytes);
  } catch { /* closed meanwhile: the process has ended */ }
}

/** Services of a test that was killed take a moment to notice, and may still write there. */
async function removeQuietly(folder: string): Promise<void> {
  await Deno.remove(folder, { recursive: true }).catch(() => {});
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => Deno.unrefTimer(setTimeout(resolve, ms)));
}
