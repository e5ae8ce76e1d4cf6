/** When a file was changed last, in ms; 0 where there is none. */
export async function changedAt(path: string): Promise<number> {
  const found = await Deno.stat(path).catch(() => null);
  return found?.mtime?.getTime() ?? 0;
}
