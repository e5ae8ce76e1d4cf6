/**
 * How much Postgres has to look at for each statement, as counted by itself while it runs
 * (auto_explain): the rows that every step of a plan gives on or throws away. A plan that meets each
 * row of a job with each other one shows, on any machine and however small the job is, where a clock
 * would need a large one.
 */
import postgres from "postgres";
import type { TestDatabase } from "../harness/postgres.ts";

export interface Statement {
  query: string;
  /** rows that the steps of its plan have looked at, together */
  looks: number;
  /** how often one of them has gone through a whole table */
  scans: number;
  /** KiB that its largest table of its own (`with … as materialized`) came to */
  keptKib: number;
}

/** What of `explain (format json)` is looked at; counts are per loop. */
interface PlanStep {
  "Node Type": string;
  "Actual Rows"?: number;
  "Actual Loops"?: number;
  /** in KiB, of a `CTE Scan` */
  "Maximum Storage"?: number;
  Plans?: PlanStep[];
  [removed: `Rows Removed by ${string}`]: number | undefined;
}

const SETTINGS = {
  session_preload_libraries: "auto_explain",
  "auto_explain.log_min_duration": "0",
  "auto_explain.log_analyze": "on",
  "auto_explain.log_timing": "off",
  "auto_explain.log_nested_statements": "on",
  "auto_explain.log_format": "json",
  "auto_explain.log_level": "notice",
  "auto_explain.log_parameter_max_length": "0",
};

/** From now on each session of this database remarks on every statement what it took. */
export async function explainStatements({ name, ownerUrl }: TestDatabase): Promise<void> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  try {
    for (const [setting, value] of Object.entries(SETTINGS)) {
      await sql.unsafe(`alter database ${name} set ${setting} = '${value}'`);
    }
  } finally {
    await sql.end();
  }
}

/** The statement of such a remark, in a list; any other remark is of none. */
export function statementOf(message: string): Statement[] {
  const [, json] = /^duration: .* ms {2}plan:\n([\s\S]*)$/.exec(message) ?? [];
  if (json === undefined) return [];
  const { "Query Text": query, Plan } = JSON.parse(json);
  return [{ query, looks: looksOf(Plan), scans: scansOf(Plan), keptKib: keptBy(Plan) }];
}

function scansOf(step: PlanStep): number {
  const own = step["Node Type"] === "Seq Scan" ? step["Actual Loops"] ?? 0 : 0;
  return Math.max(own, ...(step.Plans ?? []).map(scansOf));
}

function keptBy(step: PlanStep): number {
  const own = step["Node Type"] === "CTE Scan" ? step["Maximum Storage"] ?? 0 : 0;
  return Math.max(own, ...(step.Plans ?? []).map(keptBy));
}

function looksOf(step: PlanStep): number {
  const loops = step["Actual Loops"] ?? 0;
  let each = step["Actual Rows"] ?? 0;
  for (const [name, count] of Object.entries(step)) {
    if (name.startsWith("Rows Removed by ")) each += count as number;
  }
  return Math.round(each * loops) + (step.Plans ?? []).reduce((sum, one) => sum + looksOf(one), 0);
}
