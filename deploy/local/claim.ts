/**
 * One stack at a time in a data folder: whoever holds the lock of its claim file does. The system
 * lets go of the lock when its holder dies, so that a killed run never blocks the next one.
 */
export type Claim =
  | {
    ok: true; /** The run before this one did not end by itself. */
    wasUnclean: boolean;
    release(): void;
  }
  | { ok: false; problem: string };

export async function claimFolder(dataDir: string): Promise<Claim> {
  await Deno.mkdir(dataDir, { recursive: true });
  const path = `${dataDir}/claim`;
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
  return {
    ok: true,
    wasUnclean: before !== "",
    release() {
      Deno.writeTextFileSync(path, "");
      file.close();
    },
  };
}
