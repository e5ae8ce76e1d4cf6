/** The processor time of processes, as Linux has it in /proc. */

/** Ticks a second of the figures in /proc/PID/stat: the same on every Linux of today. */
const TICKS = 100;

interface Stat {
  parent: number;
  /** of the process, and of its children that have ended */
  ticks: number;
}

/**
 * Milliseconds that each process has used so far, with all that it has started, in steps of 10 ms.
 *
 * @param pids a name → its process; one that has ended counts as 0
 */
export function processorTime(pids: ReadonlyMap<string, number>): Map<string, number> {
  const stats = new Map<number, Stat>();
  for (const { name } of Deno.readDirSync("/proc")) {
    const pid = Number(name);
    const stat = Number.isInteger(pid) && statOf(pid);
    if (stat) stats.set(pid, stat);
  }
  const children = Map.groupBy(stats, ([, { parent }]) => parent);
  const sum = (pid: number): number =>
    (stats.get(pid)?.ticks ?? 0) +
    (children.get(pid) ?? []).reduce((all, [child]) => all + sum(child), 0);
  return new Map([...pids].map(([name, pid]) => [name, sum(pid) * 1000 / TICKS]));
}

/** Undefined where the process has ended meanwhile. */
function statOf(pid: number): Stat | undefined {
  try {
    const text = Deno.readTextFileSync(`/proc/${pid}/stat`);
    // The name may hold spaces and brackets; the fields behind it are numbers, see proc(5).
    const [, parent, ...rest] = text.slice(text.lastIndexOf(")") + 2).split(" ").map(Number);
    return { parent: parent!, ticks: rest.slice(9, 13).reduce((all, ticks) => all + ticks) };
  } catch {
    return undefined;
  }
}
