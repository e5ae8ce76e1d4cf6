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
 */
export function changesSql(
  sql: Sql | TransactionSql,
  { table, jobId, from, to }: TwoLists,
): Fragment {
  const [one, two] = [inVersion(sql, from), inVersion(sql, to)];
  const list = (version: Fragment, other: Fragment) =>
    sql`select raw_row_id, email, to_jsonb(c) - '{job_id,since,until}'::text[] as contact
          from ${sql(table)} c
         where job_id = ${jobId} and ${version} and not ${other}`;
  const singles = (version: Fragment) =>
    sql`select email from ${sql(table)}
         where job_id = ${jobId} and ${version} and email is not null
         group by email having count(*) = 1`;
  return sql`
    (with former as (${list(one, two)}), latter as (${list(two, one)}),
     gone as (
       select * from former where raw_row_id not in (select raw_row_id from latter)
     ), came as (
       select * from latter where raw_row_id not in (select raw_row_id from former)
     ), successor as (
       select gone.raw_row_id as gone_id, came.raw_row_id as came_id
         from gone join came using (email)
        where email in (${singles(one)}) and email in (${singles(two)})
     )
     select f.raw_row_id as key, f.contact as before, l.contact as after
       from former f join latter l using (raw_row_id)
      where f.contact <> l.contact
     union all
     select gone.raw_row_id, gone.contact, came.contact
       from gone
       left join successor s on s.gone_id = gone.raw_row_id
       left join came on came.raw_row_id = s.came_id
     union all
     select came.raw_row_id, null, came.contact
       from came where raw_row_id not in (select came_id from successor))`;
}
