/** A job's line in the read models, as the fold has it. */
import type { Sql } from "@rollcall/event-store";
import type { JobRow } from "../fold/model.ts";

/** A job's line, whoever's it is; none of one that was erased. */
export async function readJob(sql: Sql, jobId: string): Promise<JobRow | undefined> {
  const [row] = await sql<StoredJob[]>`select * from read_models.jobs where id = ${jobId}`;
  return row && toJobRow(row);
}

/** A line of read_models.jobs as postgres.js reads it. */
export type StoredJob = Dated<JobRow, "created_at" | "updated_at"> & {
  /** why nothing more of it can be shown for now; null where nothing is wrong */
  set_aside: string | null;
};

/** The job; one that is set aside is FAILED to whoever looks, until it can be folded after all. */
export function toJobRow({ set_aside, ...row }: StoredJob): JobRow {
  const job = undated("created_at")(undated("updated_at")(row));
  if (set_aside === null) return job;
  const error = { code: SET_ASIDE, message: set_aside, headers: [] };
  return { ...job, status: "FAILED", error };
}

const SET_ASIDE = "SET_ASIDE";

/** Why a job is set aside, as `toJobRow` says it; null of one that is not. */
export function whyAside({ error }: JobRow): string | null {
  return error?.code === SET_ASIDE ? error.message : null;
}

/** A row as postgres.js reads it, with a Date where the fold has a text. */
export type Dated<Row, Field extends keyof Row> = Omit<Row, Field> & { [At in Field]: Date };

/** The row with that date as the fold has it. */
export function undated<Field extends string>(field: Field) {
  return <Row extends { [At in Field]: Date }>(row: Row) =>
    ({ ...row, [field]: row[field].toISOString() }) as Omit<Row, Field> & { [At in Field]: string };
}
