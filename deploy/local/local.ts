/**
 * The local stack as a whole, for `make dev` and `make demo`: checks whether it can start, clears
 * what a killed run left behind, keeps the logs, and lets go of the data folder at the end.
 */
import { claimFolder } from "./claim.ts";
import { logFiles } from "./journal.ts";
import type { ProcessEvent } from "./keeper.ts";
import { takenPort } from "./ports.ts";
import { clearStaleServer } from "./postgres_stale.ts";
import type { ProcessPlan } from "./processes.ts";
import type { Settings } from "./settings.ts";
import { stackOf } from "./stack.ts";

export type LocalStack =
  | { ok: true; start(): Promise<void>; stop(): Promise<void> }
  | { ok: false; problem: string };

/** Nothing runs before `start`; where it cannot start, `problem` is the sentence to show. */
export async function localStack(
  plans: ProcessPlan[],
  settings: Settings,
  report: (event: ProcessEvent) => void,
): Promise<LocalStack> {
  const claim = await claimFolder(settings.dataDir);
  if (claim.ok) await clearStaleServer(`${settings.dataDir}/postgres`);
  const taken = claim.ok && claim.wasUnclean
    ? await stillTaken(() => takenPort(plans))
    : await takenPort(plans);
  if (taken || !claim.ok) {
    if (claim.ok) claim.release();
    return { ok: false, problem: taken ?? (claim.ok ? "" : claim.problem) };
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
      claim.release();
    },
  };
}

/** Processes of a run that was killed end within a second: their ports are not somebody else's. */
async function stillTaken(look: () => Promise<string | undefined>): Promise<string | undefined> {
  const until = Date.now() + 3_000;
  while (true) {
    const taken = await look();
    if (!taken || Date.now() > until) return taken;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
