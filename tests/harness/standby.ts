/**
 * A primary and a standby that replays what it writes, as a cloud's read replica does. npm's
 * Postgres has no pg_basebackup: the standby begins as a copy of the primary, taken while it is
 * down. Test only.
 */
import { steadyPort } from "./steady_port.ts";
import { supervise } from "../../deploy/local/supervisor.ts";
import { processPlans } from "../../deploy/local/processes.ts";
import {
  checkoutRoot,
  databaseUrl,
  readSettings,
  type Settings,
} from "../../deploy/local/settings.ts";
import { ensureDatabase } from "../../event-store/database.ts";
import { untilItTakesSessions } from "../../event-store/testing/fresh_cluster.ts";
import { within } from "./within.ts";

export interface Pair {
  /** URLs of the primary: for a login that may do what services may, and for the owner. */
  url: string;
  ownerUrl: string;
  /** URLs of the standby for the same login, and for its superuser. */
  standbyUrl: string;
  standbyOwnerUrl: string;
  stop(): Promise<void>;
}

/** @throws where they are not up within half a minute */
export async function startPair(): Promise<Pair> {
  const dir = await Deno.makeTempDir({ prefix: "rollcall-standby-" });
  const primary = settingsOf(`${dir}/primary`), standby = settingsOf(`${dir}/standby`);
  const running: ReturnType<typeof supervise>[] = [];
  const stop = async () => {
    await Promise.all(running.reverse().map((server) => server.stop(10_000)));
    await Deno.remove(dir, { recursive: true });
  };
  const start = async (settings: Settings) => {
    const plan = processPlans(settings).find(({ name }) => name === "postgres")!;
    const server = supervise(plan, () => {});
    running.push(server);
    await within(30_000, server.start());
    await untilItTakesSessions(databaseUrl(settings, "owner", "postgres"));
    return server;
  };
  try {
    await (await start(primary)).stop(10_000);
    await copy(`${primary.dataDir}/postgres`, `${standby.dataDir}/postgres`);
    await follow(primary, `${standby.dataDir}/postgres`);
    running.length = 0;
    await start(primary);
    await ensureDatabase({
      adminUrl: databaseUrl(primary, "owner", "postgres"),
      name: primary.database.name,
      login: LOGIN,
      password: LOGIN,
    });
    await start(standby);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: loginUrl(primary),
    ownerUrl: databaseUrl(primary, "owner"),
    standbyUrl: loginUrl(standby),
    standbyOwnerUrl: databaseUrl(standby, "owner"),
    stop,
  };
}

const LOGIN = "rollcall";

function loginUrl(settings: Settings): string {
  const url = new URL(databaseUrl(settings, "owner"));
  [url.username, url.password] = [LOGIN, LOGIN];
  return url.href;
}

function settingsOf(dataDir: string): Settings {
  return readSettings(checkoutRoot, {
    PATH: Deno.env.get("PATH") ?? "",
    DATA_DIR: dataDir,
    DATABASE_NAME: "replicated",
    POSTGRES_PORT: String(steadyPort()),
    POSTGRES_OPTIONS: "fsync=off full_page_writes=off wal_receiver_status_interval=1",
  });
}

async function copy(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true, mode: 0o700 });
  for await (const entry of Deno.readDir(from)) {
    if (entry.isDirectory) await copy(`${from}/${entry.name}`, `${to}/${entry.name}`);
    else await Deno.copyFile(`${from}/${entry.name}`, `${to}/${entry.name}`);
  }
}

async function follow(primary: Settings, standbyDir: string): Promise<void> {
  const { hostname, port, username, password } = new URL(databaseUrl(primary, "owner"));
  const where = `host=${hostname} port=${port} user=${username} password=${password}`;
  const settings = `primary_conninfo = '${where}'\n`;
  await Deno.writeTextFile(`${standbyDir}/postgresql.auto.conf`, settings, { append: true });
  await Deno.writeTextFile(`${standbyDir}/standby.signal`, "");
}
