/**
 * The local stack, for `make dev` and `make demo`: checks that it can start, cleans up after a
 * killed run, writes the logs, and releases the data folder at the end.
 */
import { setTimeout as after } from "node:timers/promises";
import { lockFolder } from "./folder_lock.ts";
import { logFiles } from "./log_files.ts";
import type { ProcessEvent } from "./supervisor.ts";
import { takenPort } from "./ports.ts";
import { clearStaleServer } from "./stale_postgres.ts";
import type { ProcessPlan } from "./processes.ts";
import type { Settings } from "./settings.ts";
import { stackOf } from "./stack.ts";

export type LocalStack =
  | { ok: true; start(): Promise<void>; stop(): Promise<void> }
  | { ok: false; problem: string };

/** Nothing runs before `start`; if it cannot start, `problem` is the message to show. */
export async function localStack(
  plans: ProcessPlan[],
  settings: Settings,
  report: (event: ProcessEvent) => void,
): Promise<LocalStack> {
  const lock = await lockFolder(settings.dataDir);
  if (lock.ok) await clearStaleServer(`${settings.dataDir}/postgres`);
  const taken = lock.ok && lock.wasUnclean
    ? await stillTaken(() => takenPort(plans))
    : await takenPort(plans);
  if (taken || !lock.ok) {
    if (lock.ok) lock.release();
    return { ok: false, problem: taken ?? (lock.ok ? "" : lock.problem) };
  }
  const logs = logFiles(`${settings.dataDir}/logs`);
  const stack = stackOf(plans, settings, (event) => {
    if (event.kind === "line") logs.write(event.name, event.line);
    report(event);
  });
  return {
    ok: true,
    start: () => stack.start(),
    async stop() {
      await stack.stop();
      logs.close();
      lock.release();
    },
  };
}

/** Processes of a killed run end within a second: wait before calling their ports taken. */
async function stillTaken(look: () => Promise<string | undefined>): Promise<string | undefined> {
  const until = Date.now() + 3_000;
  while (true) {
    const taken = await look();
    if (!taken || Date.now() > until) return taken;
    await after(100);
  }
}
