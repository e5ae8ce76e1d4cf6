/**
 * The Postgres process: creates the cluster in POSTGRES_DIR if there is none, cleans up after an
 * unclean shutdown, then runs the server until SIGTERM or SIGINT. It exits with the server's exit
 * code when the server ends, so that the supervisor restarts both.
 */
import { accountFor } from "../../event-store/embedded/account.ts";
import { createCluster, findBinaries } from "../../event-store/embedded/cluster.ts";
import { postgresLogArgs } from "./postgres_log.ts";
import { clearStaleServer } from "./stale_postgres.ts";

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
if (!await exists(`${dir}/PG_VERSION`)) await createCluster(dir, { account, binaries, password });
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

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
