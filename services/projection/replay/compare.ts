/**
 * Compares a generation with the live one as of one position: row counts and checksums of each
 * table, and sampled jobs with an in-memory fold of their streams. Everything is read from one
 * snapshot, taken while both were at that position, so nothing is blocked during the comparison.
 */
import type { EventStore, TransactionSql } from "@rollcall/event-store";
import { schemaOf } from "../schema/generation.ts";
import type { Generation } from "../schema/registry.ts";
import { type TableName, tableNames } from "../schema/tables.ts";
import { compareSample } from "./sample.ts";

export interface TableFigures {
  table: TableName;
  rows: number;
  checksum: string;
  liveRows: number;
  liveChecksum: string;
}

/** A generation beside the live one, as of one position. */
export interface GenerationComparison {
  position: number;
  tables: TableFigures[];
  /** False if the folds differ: then tables may differ, and only sampled jobs count. */
  sameFold: boolean;
  sampledJobs: number;
  /** Differences, one sentence each; empty if there are none. */
  differences: string[];
}

/** @param tx a snapshot in which both generations are at `position` */
export async function compare(
  tx: TransactionSql,
  store: EventStore,
  { built, live, position }: { built: Generation; live: Generation; position: number },
): Promise<GenerationComparison> {
  const sameFold = built.fingerprint === live.fingerprint && built.fold === live.fold;
  const tables: TableFigures[] = [];
  const differences: string[] = [];
  const comparable = jobsToCompare(built.number, live.number);
  for (const table of sameFold ? tableNames : []) {
    const one = await figures(tx, built.number, table, comparable);
    const other = await figures(tx, live.number, table, comparable);
    tables.push({ table, ...one, liveRows: other.rows, liveChecksum: other.checksum });
    if (one.rows !== other.rows || one.checksum !== other.checksum) {
      differences.push(
        await describe(tx, {
          built: built.number,
          live: live.number,
          table,
          one,
          other,
          comparable,
        }),
      );
    }
  }
  const sample = await compareSample(tx, store, built.number, position);
  differences.push(...sample.differences);
  return { position, tables, sameFold, sampledJobs: sample.jobs, differences };
}

interface Figures {
  rows: number;
  checksum: string;
}

/**
 * Jobs whose key was erased are skipped: one generation may have read their personal data before.
 * So are those that either has set aside or folds in a lane.
 */
function jobsToCompare(built: number, live: number): string {
  const laned = [built, live].map((number) => `select job_id from ${schemaOf(number)}.lanes`);
  return `(select job_id from keyring.job_key except (${laned.join(" union ")}))`;
}

/** The sum of row hashes does not depend on their order. */
async function figures(
  tx: TransactionSql,
  generation: number,
  table: TableName,
  comparable: string,
): Promise<Figures> {
  const [row] = await tx.unsafe<Figures[]>(`
    select count(*) as rows,
           coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text as checksum
      from ${schemaOf(generation)}.${table} t
     where ${jobOf(table)} in ${comparable}`);
  return row!;
}

/** Names a job that differs, but never its data. */
async function describe(
  tx: TransactionSql,
  { built, live, table, one, other, comparable }: {
    built: number;
    live: number;
    table: TableName;
    one: Figures;
    other: Figures;
    comparable: string;
  },
): Promise<string> {
  const rowsOf = (generation: number) => `
    select ${jobOf(table)} as job, hashtextextended(t::text, 0)
      from ${schemaOf(generation)}.${table} t
     where ${jobOf(table)} in ${comparable}`;
  const [first] = await tx.unsafe<{ job: string }[]>(`
    (${rowsOf(built)} except all ${rowsOf(live)})
    union all (${rowsOf(live)} except all ${rowsOf(built)})
    order by job limit 1`);
  return `${table}: generation ${built} has ${one.rows} rows (checksum ${one.checksum}), ` +
    `generation ${live} has ${other.rows} (${other.checksum}); ` +
    `the first job that differs is ${first?.job}`;
}

const jobOf = (table: TableName) => table === "jobs" ? "t.id" : "t.job_id";
