/**
 * A database of its own for each test, on the server that the test run shares. It is empty but for
 * the roles; whoever needs tables runs the migrations with `ownerUrl`.
 */
import { ensureDatabase } from "../../deploy/local/database.ts";
import { fromRun } from "./run_settings.ts";
import postgres from "postgres";

export interface TestDatabase {
  name: string;
  /** URL for the login of the services, a member of `rollcall_service`. */
  url: string;
  /** URL for the owner, who may migrate. */
  ownerUrl: string;
  /** Drops it, ending whatever sessions are left. */
  drop(): Promise<void>;
}

const login = "rollcall";
/** The login is the server's, not the database's: on a developer's server it has his password. */
export const servicePassword = Deno.env.get("ROLLCALL_DB_PASSWORD") || "rollcall";

/** @throws where the test run has set no server up: run it with `deno task test`. */
export async function createDatabase(): Promise<TestDatabase> {
  const adminUrl = fromRun("ROLLCALL_TEST_DATABASE_URL");
  const name = `test_${crypto.randomUUID().replaceAll("-", "").slice(0, 20)}`;
  await ensureDatabase({ adminUrl, name, login, password: servicePassword });
  const at = (user?: string) => {
    const url = new URL(adminUrl);
    url.pathname = `/${name}`;
    if (user) [url.username, url.password] = [user, encodeURIComponent(servicePassword)];
    return url.href;
  };
  return {
    name,
    url: at(login),
    ownerUrl: at(),
    async drop() {
      const sql = postgres(adminUrl, { max: 1, onnotice: () => {} });
      try {
        await sql`drop database if exists ${sql(name)} with (force)`;
      } finally {
        await sql.end({ timeout: 1 });
      }
    },
  };
}
