/**
 * A database of its own for each test, on the server that the test run shares: empty but for the
 * roles, or a copy of one that was prepared once for all who need such a one.
 */
import { createHash } from "node:crypto";
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

/** How a database is prepared; all that are to be alike are copies of one that was. */
export interface Template {
  name: string;
  /** What the preparation depends on: whatever else is in it makes another template. */
  version: string;
  prepare(database: Pick<TestDatabase, "url" | "ownerUrl">): Promise<void>;
}

/** Nothing but the roles, which are the server's. */
const empty: Template = { name: "empty", version: servicePassword, prepare: async () => {} };

/**
 * @param template what it begins as; empty where left out
 * @throws where the test run has set no server up: run it with `deno task test`
 */
export async function createDatabase(template = empty): Promise<TestDatabase> {
  const name = `test_${crypto.randomUUID().replaceAll("-", "").slice(0, 20)}`;
  await copyOf(template, name);
  return {
    name,
    url: urlOf(name, login),
    ownerUrl: urlOf(name),
    drop: () =>
      asAdmin(async (sql) => void await sql`drop database if exists ${sql(name)} with (force)`),
  };
}

/** Any constant that is the same for all tests. */
const TEMPLATE_LOCK = 724_118;

/**
 * Whoever needs a template first prepares it, while the others wait. A copy is made file by file:
 * by the log, as Postgres does it unasked, it costs several times as much.
 */
async function copyOf({ name, version, prepare }: Template, copy: string): Promise<void> {
  const template = `template_${name}_${hashOf(version)}`, draft = `${template}_draft`;
  await asAdmin(async (sql) => {
    const isThere = async () =>
      (await sql`select 1 from pg_database where datname = ${template}`).length > 0;
    if (!await isThere()) {
      await sql`select pg_advisory_lock(${TEMPLATE_LOCK})`;
      if (!await isThere()) {
        await sql`drop database if exists ${sql(draft)} with (force)`;
        await createEmpty(draft);
        await prepare({ url: urlOf(draft, login), ownerUrl: urlOf(draft) });
        await sql`alter database ${sql(draft)} rename to ${sql(template)}`;
      }
      await sql`select pg_advisory_unlock(${TEMPLATE_LOCK})`;
    }
    await sql`create database ${sql(copy)} template ${sql(template)} strategy file_copy`;
  });
}

async function createEmpty(name: string): Promise<void> {
  const adminUrl = fromRun("ROLLCALL_TEST_DATABASE_URL");
  await ensureDatabase({ adminUrl, name, login, password: servicePassword });
}

/** Within the length of a name. */
function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

async function asAdmin(work: (sql: postgres.Sql) => Promise<void>): Promise<void> {
  const sql = postgres(fromRun("ROLLCALL_TEST_DATABASE_URL"), { max: 1, onnotice: () => {} });
  try {
    await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

function urlOf(name: string, user?: string): string {
  const url = new URL(fromRun("ROLLCALL_TEST_DATABASE_URL"));
  url.pathname = `/${name}`;
  if (user) [url.username, url.password] = [user, encodeURIComponent(servicePassword)];
  return url.href;
}
