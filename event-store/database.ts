/**
 * Creates the database and roles that tests and a program of one login expect: a database, the group
 * role `rollcall_service` (migrations grant to it) and a login that is a member. Safe to repeat and to
 * run concurrently.
 */
import postgres from "postgres";
import { scramVerifier } from "./scram.ts";

export interface DatabaseWish {
  /** URL of any existing database on the server, as its superuser. */
  adminUrl: string;
  /** The database to create; plain names only, since it becomes part of a statement. */
  name: string;
  login: string;
  password: string;
}

/** Any constant that every caller shares. */
const SET_UP_LOCK = 724_117;

/** @throws the server's error if it refuses. */
export async function ensureDatabase(wish: DatabaseWish): Promise<void> {
  await setUp(wish.adminUrl, async (sql) => {
    await createDatabase(sql, wish.name);
    await sql.unsafe(`
      do $$ begin
        if not exists (select from pg_roles where rolname = 'rollcall_service') then
          create role rollcall_service nologin;
        end if;
      end $$;
      ${loginStatement(wish.login, wish.password)}
      grant rollcall_service to ${quoted(wish.login)};`);
  });
}

/** Runs the work in a session of its own, one at a time on this database of the server. */
export async function setUp(
  adminUrl: string,
  work: (sql: postgres.Sql) => Promise<void>,
): Promise<void> {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => {} });
  try {
    await sql`select pg_advisory_lock(${SET_UP_LOCK})`;
    await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** Creates a database unless it is there. */
export async function createDatabase(sql: postgres.Sql, name: string): Promise<void> {
  const exists = await sql`select 1 from pg_database where datname = ${name}`;
  if (exists.length === 0) await sql`create database ${sql(name)}`;
}

/**
 * A statement that creates a login, or gives it this password. Role statements take no parameters,
 * so the values are quoted in the text.
 */
export function loginStatement(login: string, password: string): string {
  return `
    do $$ begin
      if not exists (select from pg_roles where rolname = ${text(login)}) then
        create role ${quoted(login)} login;
      end if;
    end $$;
    alter role ${quoted(login)} with login password ${text(scramVerifier(password))};`;
}

/** A name as a part of a statement. */
export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
