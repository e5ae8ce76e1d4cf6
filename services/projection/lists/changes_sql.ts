/**
 * What differs between two versions of a clean list, found in the database: the same as
 * fold/list_changes.ts finds in memory. Rows of the table that hold in both versions differ in
 * nothing and are not looked at.
 */
import type { Sql, TransactionSql } from "@rollcall/event-store";
import type { Fragment } from "./fragment.ts";

/** Two versions of one job's list; `table` is "schema.final_contacts". */
export interface TwoLists {
  table: string;
  jobId: string;
  from: number;
  to: number;
}

/** Rows of final_contacts that are in a version. */
export function inVersion(sql: Sql | TransactionSql, version: number): Fragment {
  return sql`(since <= ${version} and (until is null or until > ${version}))`;
}

/**
 * A relation of `key` (the row id by which changes are ordered, unique among them), `before` and
 * `after`: rows of final_contacts as JSON, one of them null where a contact was added or removed.
 *
 * Rows meet by grouping, never by a join of two lists: while the table is new nobody has counted it,
 * and a plan made for a handful of contacts would let every one meet every other.
 */
export function changesSql(
  sql: Sql | TransactionSql,
  { table, jobId, from, to }: TwoLists,
): Fragment {
  const contact = (id: string, since: string) =>
    sql`(select to_jsonb(c) - '{job_id,since,until}'::text[]
           from ${sql(table)} c
          where c.job_id = ${jobId} and c.raw_row_id = ${sql(id)} and c.since = ${sql(since)})`;
  return sql`
    (with listed as (
       select raw_row_id, since, email, ${inVersion(sql, from)} as stood,
              ${inVersion(sql, to)} as stands
         from ${sql(table)}
        where job_id = ${jobId} and (${inVersion(sql, from)} or ${inVersion(sql, to)})
     ), counted as (
       select *,
              bool_or(stood) over same_row and bool_or(stands) over same_row as stays,
              count(*) filter (where stood) over same_address = 1
                and count(*) filter (where stands) over same_address = 1
                and email is not null as is_single
         from listed
       window same_row as (partition by raw_row_id), same_address as (partition by email)
     ), paired as (
       select min(raw_row_id) filter (where stood) as former_id,
              min(since) filter (where stood) as former_since,
              min(raw_row_id) filter (where stands) as latter_id,
              min(since) filter (where stands) as latter_since
         from counted
        where stood <> stands
        group by case when is_single and not stays then email end,
                 case when is_single and not stays then 0 else raw_row_id end
     )
     select coalesce(former_id, latter_id) as key,
            ${contact("former_id", "former_since")} as before,
            ${contact("latter_id", "latter_since")} as after
       from paired
      where former_id is distinct from latter_id
         or ${contact("former_id", "former_since")} <> ${contact("latter_id", "latter_since")})`;
}
