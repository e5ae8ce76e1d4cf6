/**
 * Locks a data folder, so that only one stack uses it at a time. The system releases the lock when its
 * holder dies, so a killed run never blocks the next one.
 */
export type FolderLock =
  | {
    ok: true; /** Whether the previous run was killed. */
    wasUnclean: boolean;
    release(): void;
  }
  | { ok: false; problem: string };

export async function lockFolder(dataDir: string): Promise<FolderLock> {
  await Deno.mkdir(dataDir, { recursive: true });
  const path = `${dataDir}/lock`;
  const file = await Deno.open(path, { create: true, read: true, write: true });
  if (!await file.tryLock(true)) {
    file.close();
    const pid = (await Deno.readTextFile(path)).trim();
    return {
      ok: false,
      problem: `The data folder ${dataDir} is in use by another Rollcall (process ${pid}): ` +
        `end that one or set DATA_DIR to another folder.`,
    };
  }
  const before = (await Deno.readTextFile(path)).trim();
  await Deno.writeTextFile(path, `${Deno.pid}\n`);
  return { ok: true, wasUnclean: before !== "", release: () => release(path, file) };
}

/** Synchronous, as it may be the last thing that a process does. */
function release(path: string, file: Deno.FsFile): void {
  Deno.writeTextFileSync(path, "");
  file.close();
}
