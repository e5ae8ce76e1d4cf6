/**
 * Creates the database and roles that services expect: a database, the group role
 * `rollcall_service` (migrations grant to it) and a login that is a member. Safe to repeat and to
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
  const sql = postgres(wish.adminUrl, { max: 1, onnotice: () => {} });
  try {
    await sql`select pg_advisory_lock(${SET_UP_LOCK})`;
    const exists = await sql`select 1 from pg_database where datname = ${wish.name}`;
    if (exists.length === 0) await sql`create database ${sql(wish.name)}`;
    await sql.unsafe(rolesStatement(wish.login, wish.password));
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** Role statements take no parameters, so the values are quoted in the text. */
function rolesStatement(login: string, password: string): string {
  const name = `"${login.replaceAll('"', '""')}"`;
  const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
  return `
    do $$ begin
      if not exists (select from pg_roles where rolname = 'rollcall_service') then
        create role rollcall_service nologin;
      end if;
      if not exists (select from pg_roles where rolname = ${text(login)}) then
        create role ${name} login;
      end if;
    end $$;
    alter role ${name} with login password ${text(scramVerifier(password))};
    grant rollcall_service to ${name};`;
}
