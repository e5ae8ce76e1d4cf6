/** Lets a process leave the processors to others: where they are short, it gets a third as much. */
import { setTimeout as after } from "node:timers/promises";
import { getPriority, setPriority } from "node:os";

/** As POSIX counts: 19 is the nicest. */
const NICER_BY = 5, NICEST = 19;

/** Linux takes one change of a group in 100 ms, of all users but root together; see sched(7). */
const BUSY = "EAGAIN", RETRY_MS = 110, RETRIES = 50;

/** The process has ended, the system has no such groups, or it does not allow it here. */
const HARMLESS = ["ESRCH", "ENOENT", "EPERM", "EACCES", "EROFS"];

/**
 * Where the system cannot do that, nothing happens: the process works all the same.
 *
 * Linux shares processors between sessions first ("autogroup" in sched(7)), and a nice value counts
 * within one. The processes here have a session each, so the session's is set too.
 */
export async function yieldToOthers(pid: number): Promise<void> {
  try {
    setPriority(pid, nicer(getPriority(pid)));
    await setSession(pid, nicer(await sessionNiceness(pid)));
  } catch (error) {
    if (!HARMLESS.includes(codeOf(error))) throw error;
  }
}

/** A process's session's. @throws {Deno.errors.NotFound} where sessions have none */
export async function sessionNiceness(pid: number): Promise<number> {
  // "/autogroup-123 nice 0"
  const text = await Deno.readTextFile(`/proc/${pid}/autogroup`);
  return Number(text.trim().split(" ").at(-1));
}

export const nicer = (niceness: number): number => Math.min(NICEST, niceness + NICER_BY);

async function setSession(pid: number, niceness: number): Promise<void> {
  for (let tries = 0;; tries++) {
    try {
      return await Deno.writeTextFile(`/proc/${pid}/autogroup`, `${niceness}`, { create: false });
    } catch (error) {
      if (codeOf(error) !== BUSY || tries >= RETRIES) throw error;
      await after(RETRY_MS);
    }
  }
}

/** Deno's errors have a code, those of node:os have it in `info`. */
function codeOf(error: unknown): string {
  const { code, info } = error as { code?: string; info?: { code?: string } };
  return info?.code ?? code ?? "";
}
