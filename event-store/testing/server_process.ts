/**
 * A Postgres for tests: made in POSTGRES_DIR, listening on PORT, until SIGTERM or until its parent
 * process is gone. Its data is disposable, so nothing is flushed to disk. Test only.
 */
import { accountFor } from "../embedded/account.ts";
import { createCluster, findBinaries } from "../embedded/cluster.ts";

const parent = Deno.ppid;
const dir = Deno.env.get("POSTGRES_DIR")!, port = Deno.env.get("PORT")!;
const binaries = await findBinaries();
const account = await accountFor(dir, binaries.postgres);
await createCluster(dir, { account, binaries, password: "postgres" });
await account.own(dir);

const settings = [
  ...["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200"],
  ...["fsync=off", "synchronous_commit=off", "full_page_writes=off"],
];
const flags = settings.flatMap((setting) => ["-c", setting]);
const server = account.command(binaries.postgres, ["-D", dir, "-p", port, ...flags]).spawn();
const end = () => server.kill("SIGINT");
Deno.addSignalListener("SIGTERM", end);
const watch = setInterval(() => Deno.ppid !== parent && end(), 500);
const { code } = await server.status;
clearInterval(watch);
Deno.exit(code);
