/**
 * The database and the roles that services expect to find: a database, the group role
 * `rollcall_service` (migrations grant to it) and a login that is its member. Safe to repeat and
 * to run by several at once.
 */
import postgres from "postgres";
import { scramVerifier } from "./scram.ts";

export interface DatabaseWish {
  /** URL of any existing database on the server, as its superuser. */
  adminUrl: string;
  /** The database to make; plain names only, since it becomes part of a statement. */
  name: string;
  login: string;
  password: string;
}

/** Any constant: it only has to be the same for everybody who does this. */
const setUpLock = 724_117;

/** @throws where the server refuses, with its own message. */
export async function ensureDatabase(wish: DatabaseWish): Promise<void> {
  const sql = postgres(wish.adminUrl, { max: 1, onnotice: () => {} });
  try {
    await sql`select pg_advisory_lock(${setUpLock})`;
    const exists = await sql`select 1 from pg_database where datname = ${wish.name}`;
    if (exists.length === 0) await sql`create database ${sql(wish.name)}`;
    await sql.unsafe(rolesStatement(wish.login, wish.password));
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** Role statements take no parameters, so the text quotes the two values itself. */
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
