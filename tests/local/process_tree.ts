/** The processes that descend from one, and whether they still run. */
import { scaled } from "../harness/deadline.ts";

/** Process numbers of all descendants, the nearest first. */
export async function descendantsOf(pid: number): Promise<number[]> {
  const parents = await parentOfEach();
  const found = [pid];
  for (const ancestor of found) {
    for (const [child, parent] of parents) if (parent === ancestor) found.push(child);
  }
  return found.slice(1);
}

/** Those that still run; a zombie does not. */
async function stillRunning(pids: number[]): Promise<number[]> {
  const alive = await parentOfEach();
  return pids.filter((pid) => alive.has(pid));
}

/** Resolves with those that still run when all have ended or the time is up. */
export async function awaitEnd(pids: number[], withinMs = 10_000): Promise<number[]> {
  const deadline = Date.now() + scaled(withinMs);
  while (true) {
    const left = await stillRunning(pids);
    if (left.length === 0 || Date.now() > deadline) return left;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function parentOfEach(): Promise<Map<number, number>> {
  if (Deno.build.os !== "linux") return parse(await ps());
  const found = new Map<number, number>();
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await Deno.readTextFile(`/proc/${name}/stat`).catch(() => "");
    const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (state && state !== "Z" && state !== "X") found.set(Number(name), Number(parent));
  }
  return found;
}

async function ps(): Promise<string> {
  const { stdout } = await new Deno.Command("ps", { args: ["-axo", "pid=,ppid=,stat="] }).output();
  return new TextDecoder().decode(stdout);
}

function parse(table: string): Map<number, number> {
  const rows = table.trim().split("\n").map((line) => line.trim().split(/\s+/));
  return new Map(
    rows.filter(([, , state]) => !state?.startsWith("Z"))
      .map(([pid, parent]) => [Number(pid), Number(parent)]),
  );
}
