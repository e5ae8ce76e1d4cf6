/**
 * A separate database for each test, on the server in ROLLCALL_TEST_DATABASE_URL: empty except for
 * the roles, or a copy of a template that is prepared once.
 */
import { createHash } from "node:crypto";
import { ensureDatabase } from "../database.ts";
import postgres from "postgres";

export interface TestDatabase {
  name: string;
  /** URL for the login of the services, a member of `rollcall_service`. */
  url: string;
  /** URL for the owner, who may migrate. */
  ownerUrl: string;
  /** Drops it, ending any remaining sessions. */
  drop(): Promise<void>;
}

const LOGIN = "rollcall";
/**
 * Logins belong to the server, not to a database: on a developer's server, use its existing
 * password.
 */
export const servicePassword = Deno.env.get("ROLLCALL_DB_PASSWORD") || "rollcall";

/** How a database is prepared; databases with the same template are copies. */
export interface Template {
  name: string;
  /** What the preparation depends on; a different version makes a different template. */
  version: string;
  prepare(database: Pick<TestDatabase, "url" | "ownerUrl">): Promise<void>;
}

/** Only the roles, which belong to the server. */
const empty: Template = { name: "empty", version: servicePassword, prepare: async () => {} };

/**
 * @param template what it begins as; empty where left out
 * @throws where the environment names no server
 */
export async function createDatabase(template = empty): Promise<TestDatabase> {
  const name = `test_${crypto.randomUUID().replaceAll("-", "").slice(0, 20)}`;
  await copyOf(template, name);
  return {
    name,
    url: urlOf(name, LOGIN),
    ownerUrl: urlOf(name),
    drop: () =>
      asAdmin(async (sql) => void await sql`drop database if exists ${sql(name)} with (force)`),
  };
}

/** Any constant that is the same for all tests. */
const TEMPLATE_LOCK = 724_118;

/**
 * The first caller prepares a template while the others wait. Copies use the file-copy strategy:
 * Postgres's default by WAL costs several times as much.
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
        await prepare({ url: urlOf(draft, LOGIN), ownerUrl: urlOf(draft) });
        await sql`alter database ${sql(draft)} rename to ${sql(template)}`;
      }
      await sql`select pg_advisory_unlock(${TEMPLATE_LOCK})`;
    }
    await sql`create database ${sql(copy)} template ${sql(template)} strategy file_copy`;
  });
}

async function createEmpty(name: string): Promise<void> {
  const adminUrl = serverUrl();
  await ensureDatabase({ adminUrl, name, login: LOGIN, password: servicePassword });
}

/** Within the length of a name. */
function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

async function asAdmin(work: (sql: postgres.Sql) => Promise<void>): Promise<void> {
  const sql = postgres(serverUrl(), { max: 1, onnotice: () => {} });
  try {
    await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

function serverUrl(): string {
  const url = Deno.env.get("ROLLCALL_TEST_DATABASE_URL");
  if (url) return url;
  throw new Error(
    "ROLLCALL_TEST_DATABASE_URL is not set: name a Postgres that the tests may make databases on, " +
      "or let `deno task test event-store` start one",
  );
}

function urlOf(name: string, user?: string): string {
  const url = new URL(serverUrl());
  url.pathname = `/${name}`;
  if (user) [url.username, url.password] = [user, encodeURIComponent(servicePassword)];
  return url.href;
}
