/**
 * Sampled folds: some jobs are folded again from their streams, in memory and one event at a time,
 * and compared with their rows in Postgres. This finds errors that two generations of one fold
 * share: in how changes are written.
 */
import { isDeepStrictEqual } from "node:util";
import { jobStream, type RecordedEvent, reviewStream, rowsStream } from "@rollcall/contracts";
import type { EventStore, TransactionSql } from "@rollcall/event-store";
import { isUnavailable } from "@rollcall/platform/unavailable.ts";
import { MemoryTables } from "../fold/memory_tables.ts";
import { storableJson } from "../projector/json.ts";
import { canonical } from "../schema/canonical.ts";
import { schemaOf } from "../schema/generation.ts";
import { type TableName, tableNames } from "../schema/tables.ts";

/** The most jobs, and rows of all of them together, to hold in memory. */
const JOBS = 20;
const ROWS = 50_000;

export interface SampleResult {
  jobs: number;
  differences: string[];
}

/** @param tx a snapshot in which the generation is at `position` */
export async function compareSample(
  tx: TransactionSql,
  store: EventStore,
  generation: number,
  position: number,
): Promise<SampleResult> {
  const jobs = await chooseJobs(tx, generation, position);
  const differences: string[] = [];
  let compared = 0;
  for (const job of jobs) {
    const tables = await foldAgain(store, job, position);
    if (!tables) continue;
    compared++;
    const different: TableName[] = [];
    for (const table of tableNames) {
      const stored = await storedRows(tx, generation, table, job);
      if (!isDeepStrictEqual(stored, inOrder(tables[table].values()))) different.push(table);
    }
    // A job erased in between lacks in memory what its rows still hold.
    if (different.length > 0 && await hasKey(store, job)) {
      differences.push(`job ${job}: its streams fold to other rows of ${different.join(", ")}`);
    }
  }
  return { jobs: compared, differences };
}

/** The newest ones, and others at random, seeded by the position. */
async function chooseJobs(
  tx: TransactionSql,
  generation: number,
  position: number,
): Promise<string[]> {
  const rows = await tx.unsafe<{ id: string }[]>(
    `with candidates as (
       select id, total_rows, row_number() over (order by version desc) as newest,
              hashtextextended(id::text, $1) as draw
         from ${schemaOf(generation)}.jobs
        where total_rows <= ${ROWS / 2} and id in (select job_id from keyring.job_key)
          and id not in (select job_id from ${schemaOf(generation)}.lanes)
     ), ranked as (
       select id, sum(total_rows) over (order by newest > ${JOBS / 4}, draw) as through,
              row_number() over (order by newest > ${JOBS / 4}, draw) as rank
         from candidates
     )
     select id from ranked where rank <= ${JOBS} and through <= ${ROWS} order by rank`,
    [position],
  );
  return rows.map((row) => row.id);
}

/** @returns null if one of its events cannot be read, for which its rows hold a replacement */
async function foldAgain(
  store: EventStore,
  job: string,
  position: number,
): Promise<MemoryTables | null> {
  const events: RecordedEvent[] = [];
  try {
    for (const stream of [jobStream(job), rowsStream(job), reviewStream(job)]) {
      for await (const event of store.readStream(stream)) {
        if (event.position <= position) events.push(event);
      }
    }
  } catch (error) {
    if (isUnavailable(error)) throw error;
    return null;
  }
  const tables = new MemoryTables();
  for (const event of events.sort((a, b) => a.position - b.position)) tables.apply([event]);
  return tables;
}

async function storedRows(
  tx: TransactionSql,
  generation: number,
  table: TableName,
  job: string,
): Promise<string[]> {
  const key = table === "jobs" ? "id" : "job_id";
  return inOrder(
    await tx.unsafe(`select * from ${schemaOf(generation)}.${table} where ${key} = $1`, [job]),
  );
}

async function hasKey(store: EventStore, job: string): Promise<boolean> {
  return (await store.sql`select 1 from keyring.job_key where job_id = ${job}`).length > 0;
}

/** Rows as JSON that Postgres can store, in a fixed order. */
function inOrder(rows: Iterable<unknown>): string[] {
  return [...rows].map((row) => canonical(JSON.parse(storableJson(row)))).sort();
}
