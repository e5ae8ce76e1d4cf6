/**
 * Where the data of a test run lie: in memory where there is plenty of it. A test makes a database of
 * some 300 files and drops it again, and ext4 goes through all inodes that were freed of late before
 * it gives one out: a fifth of the processor time of the tests without a stack went there.
 */
import { statfs } from "node:fs/promises";

const MEMORY = "/dev/shm";
/** A run takes some hundred MiB. */
const ROOM_BYTES = 1024 ** 3;

/** A new folder, for its user to remove; those of runs that were killed are removed before. */
export async function newDataFolder(): Promise<string> {
  const hasRoom = await freeBytes(MEMORY) >= ROOM_BYTES;
  if (hasRoom) await removeOrphans(MEMORY);
  return await Deno.makeTempDir({
    ...(hasRoom && { dir: MEMORY }),
    prefix: `${PREFIX}${Deno.pid}-`,
  });
}

const PREFIX = "rollcall-test-";

/** Folders whose run has ended without removing them: in memory they would stay there for ever. */
export async function removeOrphans(dir: string): Promise<void> {
  for await (const { name } of Deno.readDir(dir)) {
    const [, pid] = name.match(/^rollcall-test-(\d+)-/) ?? [];
    if (pid === undefined || await isAlive(pid)) continue;
    await Deno.remove(`${dir}/${name}`, { recursive: true }).catch(() => {});
  }
}

/** By Linux's book of processes: elsewhere there is no such folder in memory either. */
async function isAlive(pid: string): Promise<boolean> {
  return await Deno.stat(`/proc/${pid}`).then(() => true, () => false);
}

/** 0 where there is no such file system, or it cannot be written to. */
async function freeBytes(dir: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(dir);
    await Deno.remove(await Deno.makeTempFile({ dir }));
    return bavail * bsize;
  } catch {
    return 0;
  }
}
