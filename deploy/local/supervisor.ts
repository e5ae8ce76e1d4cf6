/**
 * Supervises one process: starts it, reports readiness and output lines, restarts it with
 * increasing delays if it dies, and stops it on request, by SIGTERM and after a timeout by SIGKILL.
 * Exit code 2 means an invalid configuration, which a restart would not fix.
 */
import { setTimeout as after } from "node:timers/promises";
import { yieldToOthers } from "./niceness.ts";
import type { ProcessPlan } from "./processes.ts";

export type ProcessEvent =
  | { kind: "line"; name: string; line: string }
  | { kind: "ready"; name: string; afterMs: number; restarts: number }
  | { kind: "ended"; name: string; how: string; restartInMs: number }
  | { kind: "gave up"; name: string; how: string };

export interface Supervisor {
  readonly plan: ProcessPlan;
  /** The pid, while it runs. */
  readonly pid: number | undefined;
  readonly restarts: number;
  /** Starts it and resolves once it is ready. @throws {NotStarted} if it gave up or was stopped. */
  start(): Promise<void>;
  /** Resolves once it is ready (again). @throws {NotStarted} */
  ready(): Promise<void>;
  /**
   * Sends a signal as an outsider would, so the process is restarted if it ends. Resolves once it
   * has ended; at once for SIGSTOP and SIGCONT, which end nothing.
   */
  kill(signal: Deno.Signal): Promise<void>;
  /** Stops it for good, within `graceMs` plus a moment. */
  stop(graceMs: number): Promise<void>;
}

export class NotStarted extends Error {}

/** Restart delays, in ms; after a longer run they start over. */
const restartPausesMs = [100, 250, 500, 1_000, 2_000, 5_000, 10_000];
const STEADY_AFTER_MS = 30_000;
const CONFIGURATION_EXIT = 2;
/** Orphans of a killed process may keep its output open forever. */
const LAST_LINES_MS = 250;
/** Output without line ends must not exhaust the supervisor's memory. */
const MAX_LINE_CHARS = 1 << 20;

export function supervise(plan: ProcessPlan, report: (event: ProcessEvent) => void): Supervisor {
  let child: Deno.ChildProcess | undefined;
  let life: Promise<void> | undefined;
  let wish: "run" | "stop" = "stop";
  let restarts = 0;
  let attempts = 0;
  let isReady = false;
  let readiness = pending();
  let end = pending();
  const wake = new AbortController();

  return {
    plan,
    get pid() {
      return child?.pid;
    },
    get restarts() {
      return restarts;
    },
    start() {
      wish = "run";
      life ??= live();
      return readiness.promise;
    },
    ready: () => readiness.promise,
    kill(signal) {
      send(child, signal);
      const endsIt = signal !== "SIGSTOP" && signal !== "SIGCONT";
      return child && endsIt ? end.promise : Promise.resolve();
    },
    async stop(graceMs) {
      wish = "stop";
      wake.abort();
      send(child, "SIGTERM");
      const last = setTimeout(() => send(child, "SIGKILL"), graceMs);
      await life;
      clearTimeout(last);
    },
  };

  async function live(): Promise<void> {
    while (wish === "run") {
      const startedAt = Date.now();
      child = spawn(plan);
      const watch = new AbortController();
      const lines = Promise.all(
        [child.stdout, child.stderr].map((stream) =>
          eachLine(stream, watch.signal, (line) => report({ kind: "line", name: plan.name, line }))
        ),
      );
      announce(startedAt, watch.signal);
      const status = await child.status;
      await Promise.race([lines, pause(LAST_LINES_MS, wake.signal)]);
      watch.abort();
      child = undefined;
      if (isReady) readiness = pending();
      isReady = false;
      end.resolve();
      end = pending();
      if (wish !== "run") break;

      const how = status.signal ? `killed by ${status.signal}` : `exit code ${status.code}`;
      if (status.code === CONFIGURATION_EXIT) {
        report({ kind: "gave up", name: plan.name, how });
        wish = "stop";
        break;
      }
      if (Date.now() - startedAt > STEADY_AFTER_MS) attempts = 0;
      const pauseMs = restartPausesMs[Math.min(attempts, restartPausesMs.length - 1)] ?? 0;
      attempts++;
      restarts++;
      report({ kind: "ended", name: plan.name, how, restartInMs: pauseMs });
      await pause(pauseMs, wake.signal);
    }
    readiness.reject(new NotStarted(`${plan.name} does not run`));
  }

  /** If the process ends before it is ready, callers keep waiting for the next one. */
  async function announce(startedAt: number, signal: AbortSignal): Promise<void> {
    if (!await answers(plan, signal)) return;
    isReady = true;
    readiness.resolve();
    report({ kind: "ready", name: plan.name, afterMs: Date.now() - startedAt, restarts });
    if (plan.yields && child) await yieldToOthers(child.pid);
  }
}

/** A promise resolved from outside, which may reject unobserved. */
function pending(): PromiseWithResolvers<void> {
  const made = Promise.withResolvers<void>();
  made.promise.catch(() => {});
  return made;
}

/** A process group of its own: Ctrl-C in a terminal reaches the supervisor, which ends the rest. */
function spawn(plan: ProcessPlan): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: plan.args,
    cwd: plan.cwd,
    clearEnv: true,
    env: { ...denoEnvironment(), ...plan.env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    detached: true,
  }).spawn();
}

/** What Deno itself needs to find its cache; services have no permission to read it. */
function denoEnvironment(): Record<string, string> {
  const found: Record<string, string> = { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" };
  for (const name of ["HOME", "DENO_DIR", "XDG_CACHE_HOME", "TMPDIR", "LD_LIBRARY_PATH"]) {
    const value = Deno.env.get(name);
    if (value !== undefined) found[name] = value;
  }
  return found;
}

async function answers(plan: ProcessPlan, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    if (plan.readyPath ? await respondsOk(plan, signal) : await accepts(plan)) {
      return !signal.aborted;
    }
    await pause(60, signal);
  }
  return false;
}

async function respondsOk({ host, port, readyPath }: ProcessPlan, signal: AbortSignal) {
  try {
    const response = await fetch(`http://${host}:${port}${readyPath}`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(5_000)]),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

async function accepts({ host, port }: ProcessPlan): Promise<boolean> {
  try {
    (await Deno.connect({ hostname: host, port })).close();
    return true;
  } catch {
    return false;
  }
}

async function eachLine(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  signal: AbortSignal,
  take: (line: string) => void,
): Promise<void> {
  let rest = "";
  try {
    for await (const text of stream.pipeThrough(new TextDecoderStream(), { signal })) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) if (line.trim()) take(line);
      if (rest.length <= MAX_LINE_CHARS) continue;
      take(rest);
      rest = "";
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  if (rest.trim()) take(rest);
}

/** Resolves after the time, or when the signal aborts. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await after(ms, undefined, { signal }).catch(() => {});
}

function send(child: Deno.ChildProcess | undefined, signal: Deno.Signal): void {
  try {
    child?.kill(signal);
  } catch {
    // It has ended by itself in the meantime.
  }
}
