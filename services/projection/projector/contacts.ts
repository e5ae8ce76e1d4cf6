/**
 * Builds a version of the clean list in the database: rows that were read, with the edits that held
 * when the list was fixed. The address is the normalised one, the phone number in E.164 where it is
 * known; what a contact has no place for is an extra. A contact that is as it was in the version
 * before keeps its row: a list that was undone and fixed again costs what has changed.
 */
import { trimText } from "@rollcall/contacts";
import { parseRowSet } from "@rollcall/contracts";
import type { TransactionSql } from "@rollcall/event-store";
import { knownKeys } from "../fold/columns.ts";
import type { ChangeCounts } from "../fold/list_changes.ts";
import type { NewList } from "../fold/model.ts";
import { changesSql } from "../lists/changes_sql.ts";

/** Every character that `trimText` takes off the ends of a value. */
const UNSEEN = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code))
  .filter((letter) => trimText(letter) === "").join("");

/** What a contact is made of, in the order in which `contactsOf` gives it. */
const VALUES = "raw_row_id email email_key first_name last_name phone company job_title extra"
  .split(" ");

/** Adds one version of a job's list to those before it. */
export async function buildContacts(
  tx: TransactionSql,
  schema: string,
  list: NewList,
): Promise<void> {
  const counts = list.former === 0
    ? { added: await buildFirst(tx, schema, list), removed: 0, changed: 0 }
    : await buildNext(tx, schema, list);
  const { job_id, version, position, contact_count, finalized_at, finalized_by } = list;
  const row = { job_id, version, position, contact_count, finalized_at, finalized_by, ...counts };
  await tx`insert into ${tx(`${schema}.contact_lists`)} ${tx(row)}`;
}

async function buildFirst(tx: TransactionSql, schema: string, list: NewList): Promise<number> {
  const { count } = await tx`
    insert into ${tx(`${schema}.final_contacts`)} (job_id, since, ${tx.unsafe(VALUES.join())})
    select ${list.job_id}, ${list.version}::int, c.* from ${contactsOf(tx, schema, list)} c`;
  return count;
}

/** All parts of the statement see the rows as they were before it. */
async function buildNext(
  tx: TransactionSql,
  schema: string,
  { former, ...list }: NewList,
): Promise<ChangeCounts> {
  const table = `${schema}.final_contacts`, { job_id, version } = list;
  const values = (of: string) => tx.unsafe(VALUES.map((name) => `${of}.${name}`).join());
  await tx`
    with fresh as materialized (
      select * from ${contactsOf(tx, schema, { ...list, former })} c
    ), kept as materialized (
      select c.raw_row_id
        from ${tx(table)} c join fresh on fresh.raw_row_id = c.raw_row_id
       where c.job_id = ${job_id} and c.until is null
         and row (${values("fresh")}) is not distinct from row (${values("c")})
    ), ended as (
      update ${tx(table)} set until = ${version}
       where job_id = ${job_id} and until is null
         and raw_row_id not in (select raw_row_id from kept)
    )
    insert into ${tx(table)} (job_id, since, ${tx.unsafe(VALUES.join())})
    select ${job_id}, ${version}::int, fresh.*
      from fresh where raw_row_id not in (select raw_row_id from kept)`;
  const changes = changesSql(tx, { table, jobId: job_id, from: former, to: version });
  const [counts] = await tx<ChangeCounts[]>`
    select count(*) filter (where before is null)::int as added,
           count(*) filter (where after is null)::int as removed,
           count(*) filter (where before is not null and after is not null)::int as changed
      from ${changes} change`;
  return counts!;
}

/** A relation of the columns of VALUES. */
function contactsOf(tx: TransactionSql, schema: string, list: NewList) {
  const ranges = parseRowSet(list.row_ids);
  return tx`
    (with edits as materialized (
      select edit.row_id,
             jsonb_object_agg(v.key, v.value order by edit.position, edit.ordinal)
               filter (where v.key is not null) as values,
             (array_agg(edit.normalized_email order by edit.position desc, edit.ordinal desc)
               filter (where edit.normalized_email is not null))[1] as email,
             (array_agg(edit.email_key order by edit.position desc, edit.ordinal desc)
               filter (where edit.normalized_email is not null))[1] as email_key,
             (array_agg(edit.normalized_phone order by edit.position desc, edit.ordinal desc)
               filter (where edit.normalized_phone is not null))[1] as phone
        from ${tx(`${schema}.row_edits`)} edit
        left join lateral jsonb_each(edit.values) v on true
       where edit.job_id = ${list.job_id} and edit.position <= ${list.position}
         and (edit.undone_position is null or edit.undone_position > ${list.position})
       group by edit.row_id
    )
    select r.id as raw_row_id,
           nullif(coalesce(e.email, r.normalized_email), '') as email,
           case when e.email is null then r.email_key else e.email_key end as email_key,
           coalesce(btrim(f.first_name, ${UNSEEN}), '') as first_name,
           coalesce(btrim(f.last_name, ${UNSEEN}), '') as last_name,
           coalesce(nullif(coalesce(e.phone, r.normalized_phone), ''),
                    btrim(f.phone, ${UNSEEN}), '') as phone,
           coalesce(btrim(f.company, ${UNSEEN}), '') as company,
           coalesce(btrim(f.job_title, ${UNSEEN}), '') as job_title,
           d.data - ${[...knownKeys]}::text[] as extra
      from unnest(${ranges.map(([first]) => first)}::int[],
                  ${ranges.map(([, last]) => last)}::int[]) as s (first, last)
     cross join lateral generate_series(s.first, s.last) as listed (id)
      -- By equality: a join by range makes every row meet every range once statistics are there.
      join ${tx(`${schema}.raw_rows`)} r on r.job_id = ${list.job_id} and r.id = listed.id
      left join edits e on e.row_id = r.id
     cross join lateral (
           select case when e.values is null then r.data else r.data || e.values end as data
           ) d
     cross join lateral jsonb_to_record(d.data)
           as f (first_name text, last_name text, phone text, company text, job_title text))`;
}
