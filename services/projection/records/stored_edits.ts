/** Edits of rows, as they hold now or as a list has them. */
import type { Sql } from "@rollcall/event-store";
import type { PendingQuery, Row as PgRow } from "postgres";
import { type EditRow, FILLS, type JobRow } from "../fold/model.ts";
import type { RowChoice } from "./job_records.ts";
import { MAX_INT } from "./max_int.ts";

/** The methods are described in job_records.ts. */
export class StoredEdits {
  constructor(readonly sql: Sql, readonly job: JobRow) {}

  async edits(of: RowChoice, position?: number): Promise<Map<number, EditRow[]>> {
    const { sql, job } = this;
    const chosen = of === "all"
      ? sql``
      : "ids" in of
      ? sql`and row_id = any(${of.ids.filter((id) => id <= MAX_INT)}::int[])`
      : sql`and row_id between ${of.from} and ${Math.min(of.to, MAX_INT)}`;
    const edits = await sql<EditRow[]>`
      select * from read_models.row_edits
       where job_id = ${job.id} ${chosen} and ${this.#held(position)}
       order by row_id, position, ordinal`;
    return Map.groupBy(edits, (edit) => edit.row_id);
  }

  async editsMadeFor(numbers: readonly number[]): Promise<Map<number, EditRow[]>> {
    const edits = numbers.length === 0 ? [] : await this.sql<EditRow[]>`
      select * from read_models.row_edits
       where job_id = ${this.job.id} and number = any(${[...numbers]}::int[])
         and undone_position is null
       order by number, position, ordinal`;
    return Map.groupBy(edits, (edit) => edit.number);
  }

  /** Ids of the rows that have an edit, now or as a list has them; as `edits` says. */
  async editedRows(position?: number): Promise<number[]> {
    const rows = await this.sql<{ row_id: number }[]>`
      select distinct row_id from read_models.row_edits
       where job_id = ${this.job.id} and ${this.#held(position)}
       order by row_id`;
    return rows.map((row) => row.row_id);
  }

  /** Another text after each edit and each undo. */
  async editsMark(): Promise<string> {
    const [mark] = await this.sql<{ text: string }[]>`
      select concat_ws(' ', count(*), max(position), max(undone_position)) as text
        from read_models.row_edits where job_id = ${this.job.id}`;
    return mark!.text;
  }

  async rowsReaddressed(position?: number): Promise<number[]> {
    const rows = await this.sql<{ row_id: number }[]>`
      select distinct row_id from read_models.row_edits
       where job_id = ${this.job.id} and ${this.#held(position)} and values -> 'email' is not null
       order by row_id`;
    return rows.map((row) => row.row_id);
  }

  async rowsEditedBetween(position: number, other: number): Promise<number[]> {
    const [from, to] = [Math.min(position, other), Math.max(position, other)];
    const rows = await this.sql<{ row_id: number }[]>`
      select distinct row_id from read_models.row_edits
       where job_id = ${this.job.id}
         and (position <= ${from} and coalesce(undone_position > ${from}, true))
          <> (position <= ${to} and coalesce(undone_position > ${to}, true))
       order by row_id`;
    return rows.map((row) => row.row_id);
  }

  async editedKeys(position?: number): Promise<string[]> {
    const rows = await this.sql<{ key: string }[]>`
      select distinct k.key
        from read_models.row_edits e
       cross join lateral json_object_keys(e.values) as k (key)
       where e.job_id = ${this.job.id} and ${this.#held(position)}`;
    return rows.map((row) => row.key).sort();
  }

  /** Which edits hold, see `edits`. */
  #held(position?: number): PendingQuery<PgRow[]> {
    const { sql } = this;
    return position === undefined
      ? sql`undone_position is null and number <> ${FILLS}`
      : sql`position <= ${position} and coalesce(undone_position > ${position}, true)`;
  }
}
