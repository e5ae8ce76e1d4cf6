/**
 * The gate's yardstick: what the same rows cost without history, checks and guarantees, on the same
 * Postgres in the same run. Parsed by a library, stored as they are, a thousand a statement.
 */
import { cpuUsage } from "node:process";
import type { Sql } from "@rollcall/event-store";
import Papa from "papaparse";
import { processorTime } from "../processor/processor_time.ts";

const STATEMENT_ROWS = 1_000;

/** A table of nobody else's; no vacuum of it is measured. */
export async function createBareTable(sql: Sql): Promise<void> {
  await sql`create table bare_row (number int, cells jsonb) with (autovacuum_enabled = off)`;
}

/**
 * Processor milliseconds of this process and of its session in Postgres: not what vacuums of other
 * tables need meanwhile.
 *
 * @param sql of one connection
 * @param csv with a header row
 */
export async function bareImportMs(sql: Sql, csv: string): Promise<number> {
  const [session] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
  const pids = new Map([["session", session!.pid]]);
  const inPostgres = processorTime(pids).get("session")!;
  const here = cpuUsage();
  await bareImport(sql, csv);
  const { user, system } = cpuUsage(here);
  return (user + system) / 1_000 + processorTime(pids).get("session")! - inPostgres;
}

async function bareImport(sql: Sql, csv: string): Promise<void> {
  const { data } = Papa.parse<string[]>(csv, { skipEmptyLines: true });
  await sql`truncate bare_row`;
  for (let from = 1; from < data.length; from += STATEMENT_ROWS) {
    const json = JSON.stringify(data.slice(from, from + STATEMENT_ROWS));
    await sql`
      insert into bare_row
      select ${from} + number, cells
        from jsonb_array_elements(${json}::text::jsonb) with ordinality as row (cells, number)`;
  }
}
