/**
 * After an unclean end, a cluster's folder still has the pid file of its server. If that server is
 * still running (only its supervisor was killed), it is shut down cleanly; if it is gone, or its
 * pid now belongs to another program, the pid file is removed.
 */
import { setTimeout as after } from "node:timers/promises";
import { processCommand } from "./ports.ts";

/** Clears whatever would keep a new server from starting in `dir`. */
export async function clearStaleServer(dir: string): Promise<void> {
  const note = `${dir}/postmaster.pid`;
  const pid = await serverOf(dir);
  if (pid !== undefined) {
    for (const [signal, withinMs] of [["SIGINT", 5_000], ["SIGQUIT", 5_000]] as const) {
      kill(pid, signal);
      if (await ended(dir, pid, withinMs)) return;
    }
    throw new Error(`an earlier Postgres (process ${pid}) does not end: end it by hand`);
  }
  await Deno.remove(note).catch(() => {});
}

/** The pid of the server running in `dir`, if any. */
export async function serverOf(dir: string): Promise<number | undefined> {
  const text = await Deno.readTextFile(`${dir}/postmaster.pid`).catch(() => "");
  const pid = Number(text.split("\n")[0]);
  if (!Number.isInteger(pid) || pid <= 1) return undefined;
  const command = await processCommand(pid);
  return command?.includes("postgres") && command.includes(dir) ? pid : undefined;
}

async function ended(dir: string, pid: number, withinMs: number): Promise<boolean> {
  const until = Date.now() + withinMs;
  while (Date.now() < until) {
    if (await serverOf(dir) !== pid) return true;
    await after(50);
  }
  return false;
}

function kill(pid: number, signal: Deno.Signal): void {
  try {
    Deno.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
