/** The memory that a process holds at the moment, in MiB; NaN where it does not run. */
export async function residentMebibytes(pid: number | undefined): Promise<number> {
  if (pid === undefined) return NaN;
  const { stdout } = await new Deno.Command("ps", { args: ["-o", "rss=", "-p", String(pid)] })
    .output();
  return Number(new TextDecoder().decode(stdout).trim() || NaN) / 1024;
}

/**
 * The same with what several processes share, such as the runtime's code, divided among them: a sum of
 * these counts each page once. NaN where it does not run.
 */
export async function proportionalMebibytes(pid: number | undefined): Promise<number> {
  const text = await Deno.readTextFile(`/proc/${pid}/smaps_rollup`).catch(() => "");
  return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? NaN) / 1024;
}
