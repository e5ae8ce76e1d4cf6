/**
 * A new Postgres cluster, as the target of a restore. Its transaction ids start from the beginning.
 * Test only.
 */
import postgres from "postgres";
import { ensureDatabase } from "../database.ts";
import { scaled } from "./deadline.ts";

export interface FreshCluster {
  /** URL for the login of the services; the database is empty. */
  url: string;
  /** URL for the owner, who may migrate. */
  ownerUrl: string;
  /** Where its files are. */
  dir: string;
  stop(): Promise<void>;
}

/** @throws where it does not take sessions within half a minute, scaled */
export async function startFreshCluster(): Promise<FreshCluster> {
  const dir = await Deno.makeTempDir({ prefix: "event-store-" });
  const port = freePort();
  const server = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", new URL("server_process.ts", import.meta.url).pathname],
    env: { POSTGRES_DIR: `${dir}/cluster`, PORT: String(port) },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const said = new Response(server.stderr).text();
  const stop = async () => {
    try {
      server.kill("SIGTERM");
    } catch { /* it has ended */ }
    await Promise.all([server.status, said]);
    await Deno.remove(dir, { recursive: true });
  };
  const urlOf = (who: string, name: string) => `postgres://${who}@127.0.0.1:${port}/${name}`;
  const adminUrl = urlOf("postgres:postgres", "postgres");
  const login = { login: "rollcall", password: "rollcall" };
  try {
    const ended = server.status.then(async () => await said);
    await untilItTakesSessions(adminUrl, ended);
    await ensureDatabase({ adminUrl, name: "fresh", ...login });
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: urlOf("rollcall:rollcall", "fresh"),
    ownerUrl: urlOf("postgres:postgres", "fresh"),
    dir: `${dir}/cluster`,
    stop,
  };
}

function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  listener.close();
  return listener.addr.port;
}

/**
 * Waits until a server accepts sessions: it opens its port earlier, and a standby must become
 * consistent first.
 * @param ended resolves to what it said where it ends instead
 * @throws where it ends, or takes none within 30 s, scaled
 */
export async function untilItTakesSessions(url: string, ended?: Promise<string>): Promise<void> {
  const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => {} });
  let said: string | undefined;
  ended?.then((text) => said = text);
  try {
    for (const deadline = Date.now() + scaled(30_000);;) {
      const error = await sql`select 1`.then(() => undefined, (error: { code?: string }) => error);
      if (!error) return;
      if (said !== undefined) throw new Error(`the server ended:\n${said}`);
      const starting = error.code === "57P03" || error.code === "ECONNREFUSED";
      if (!starting || Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  } finally {
    await sql.end({ timeout: 1 });
  }
}
