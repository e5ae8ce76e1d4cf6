/**
 * Builds a version of the clean list in the database: rows that were read, with the columns that were
 * named for all of them and the edits that held when the list was fixed. The address is the normalised one, the phone number in E.164 where it is
 * known; what a contact has no place for is an extra. A contact that is as it was in the version
 * before keeps its row: a list that was undone and fixed again costs what has changed.
 */
import { trimText } from "@rollcall/contacts";
import { parseRowSet } from "@rollcall/contracts";
import type { TransactionSql } from "@rollcall/event-store";
import { knownKeys } from "../fold/columns.ts";
import type { ChangeCounts } from "../fold/list_changes.ts";
import type { NewList } from "../fold/model.ts";
import { withChosen } from "../lists/chosen_columns_sql.ts";
import { changesSql } from "../lists/changes_sql.ts";
import type { Fragment } from "../lists/fragment.ts";

/** Every character that `trimText` takes off the ends of a value. */
const UNSEEN = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code))
  .filter((letter) => trimText(letter) === "").join("");

/** What a contact is made of, in the order in which `contactsOf` gives it. */
const VALUES = "raw_row_id email email_key first_name last_name phone company job_title extra"
  .split(" ");

/** From so many on a plan is made for this very list: one for any list may be for none. */
const LARGE_CONTACTS = 1_000;

/** Adds one version of a job's list to those before it. */
export async function buildContacts(
  tx: TransactionSql,
  schema: string,
  list: NewList,
): Promise<void> {
  if (list.contact_count > LARGE_CONTACTS) await tx`set local plan_cache_mode = force_custom_plan`;
  const contacts = contactsOf(tx, schema, list, await editedRows(tx, schema, list.job_id));
  const counts = list.former === 0
    ? await buildFirst(tx, schema, list, contacts)
    : await buildNext(tx, schema, list, contacts);
  const { job_id, version, position, contact_count, finalized_at, finalized_by } = list;
  const row = { job_id, version, position, contact_count, finalized_at, finalized_by, ...counts };
  await tx`insert into ${tx(`${schema}.contact_lists`)} ${tx(row)}`;
}

async function buildFirst(
  tx: TransactionSql,
  schema: string,
  list: NewList,
  contacts: Fragment,
): Promise<ChangeCounts> {
  const { count } = await tx`
    insert into ${tx(`${schema}.final_contacts`)} (job_id, since, ${tx.unsafe(VALUES.join())})
    select ${list.job_id}, ${list.version}::int, c.* from ${contacts} c`;
  return { added: count, removed: 0, changed: 0 };
}

/** All parts of the statement see the rows as they were before it. */
async function buildNext(
  tx: TransactionSql,
  schema: string,
  list: NewList,
  contacts: Fragment,
): Promise<ChangeCounts> {
  const table = `${schema}.final_contacts`, { job_id, version, former } = list;
  const values = (of: string) => tx.unsafe(VALUES.map((name) => `${of}.${name}`).join());
  await tx`
    with fresh as materialized (
      select c.*, former.raw_row_id is not null as is_kept
        from ${contacts} c
        -- With its limit it is looked up row by row, by the key, whatever the planner expects.
        left join lateral (
             select * from ${tx(table)} f
              where f.job_id = ${job_id} and f.raw_row_id = c.raw_row_id and f.until is null
                and row (${values("f")}) is not distinct from row (${values("c")})
              limit 1
             ) former on true
    ), ended as (
      update ${tx(table)} t set until = ${version}
       -- Not by "not in": of a list of many ranges too much is expected for that to be hashed.
       where t.job_id = ${job_id} and t.until is null and not exists (
             select 1 from fresh where fresh.is_kept and fresh.raw_row_id = t.raw_row_id)
    )
    insert into ${tx(table)} (job_id, since, ${tx.unsafe(VALUES.join())})
    select ${job_id}, ${version}::int, ${values("fresh")} from fresh where not is_kept`;
  const changes = changesSql(tx, { table, jobId: job_id, from: former, to: version });
  const [counts] = await tx<ChangeCounts[]>`
    select count(*) filter (where before is null)::int as added,
           count(*) filter (where after is null)::int as removed,
           count(*) filter (where before is not null and after is not null)::int as changed
      from ${changes} change`;
  return counts!;
}

/** The rows of a job that have edits, holding or not. */
async function editedRows(tx: TransactionSql, schema: string, jobId: string): Promise<number[]> {
  const rows = await tx<{ row_id: number }[]>`
    select distinct row_id from ${tx(`${schema}.row_edits`)} where job_id = ${jobId}`;
  return rows.map((row) => row.row_id);
}

/** A relation of the columns of VALUES. @param edited the rows that have edits */
function contactsOf(
  tx: TransactionSql,
  schema: string,
  list: NewList,
  edited: number[],
): Fragment {
  const ranges = parseRowSet(list.row_ids);
  const read = withChosen(tx, tx`r.data`, list.chosen_columns);
  return tx`
    (select r.id as raw_row_id,
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
     cross join lateral ${editsOf(tx, schema, list, edited)} e
     cross join lateral (
           select case when e.values is null then ${read} else ${read} || e.values end as data
           ) d
     cross join lateral jsonb_to_record(d.data)
           as f (first_name text, last_name text, phone text, company text, job_title text))`;
}

/** A relation of one line: what the edits on the row `r` come to, looked up by its key. */
function editsOf(
  tx: TransactionSql,
  schema: string,
  list: NewList,
  edited: number[],
): Fragment {
  if (edited.length === 0) {
    return tx`(select null::jsonb as values, null as email, null as email_key, null as phone)`;
  }
  return tx`
    (select jsonb_object_agg(v.key, v.value order by position, ordinal)
              filter (where v.key is not null) as values,
            (array_agg(edit.normalized_email order by position desc, ordinal desc)
              filter (where edit.normalized_email is not null))[1] as email,
            (array_agg(edit.email_key order by position desc, ordinal desc)
              filter (where edit.normalized_email is not null))[1] as email_key,
            (array_agg(edit.normalized_phone order by position desc, ordinal desc)
              filter (where edit.normalized_phone is not null))[1] as phone
       from ${tx(`${schema}.row_edits`)} edit
       left join lateral jsonb_each(edit.values) v on true
      where r.id = any(${edited}::int[])
        and edit.job_id = ${list.job_id} and edit.row_id = r.id
        and edit.position <= ${list.position}
        and (edit.undone_position is null or edit.undone_position > ${list.position}))`;
}
