/** The memory that a process holds at the moment, in MiB; NaN where it does not run. */
export async function residentMebibytes(pid: number | undefined): Promise<number> {
  if (pid === undefined) return NaN;
  const { stdout } = await new Deno.Command("ps", { args: ["-o", "rss=", "-p", String(pid)] })
    .output();
  return Number(new TextDecoder().decode(stdout).trim() || NaN) / 1024;
}
