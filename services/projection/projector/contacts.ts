/**
 * Builds a clean list in the database: rows that were read, with the edits made up to the moment the
 * list was fixed. The address is the normalised one; what a contact has no place for is an extra.
 */
import { contactFields } from "@rollcall/contacts";
import { parseRowSet } from "@rollcall/contracts";
import type { TransactionSql } from "@rollcall/event-store";
import type { ContactList } from "../fold/model.ts";

/** What String.trim takes off the ends of a value. */
const SPACE = "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008" +
  "\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff";

/** Adds the contacts of one list; an earlier list of the job must be gone. */
export async function buildContacts(
  tx: TransactionSql,
  schema: string,
  list: ContactList,
): Promise<void> {
  const ranges = parseRowSet(list.row_ids);
  await tx`
    with edits as materialized (
      select edit.row_id,
             jsonb_object_agg(v.key, v.value order by edit.position, edit.ordinal) as values,
             (array_agg(edit.normalized_email order by edit.position desc, edit.ordinal desc)
               filter (where edit.normalized_email is not null))[1] as email
        from ${tx(`${schema}.row_edits`)} edit
       cross join lateral jsonb_each(edit.values) v
       where edit.job_id = ${list.job_id} and edit.position <= ${list.position}
       group by edit.row_id
    )
    insert into ${tx(`${schema}.final_contacts`)}
      (job_id, raw_row_id, email, first_name, last_name, phone, company, job_title, extra)
    select r.job_id, r.id,
           nullif(coalesce(e.email, r.normalized_email), ''),
           coalesce(btrim(f.first_name, ${SPACE}), ''),
           coalesce(btrim(f.last_name, ${SPACE}), ''),
           coalesce(btrim(f.phone, ${SPACE}), ''),
           coalesce(btrim(f.company, ${SPACE}), ''),
           coalesce(btrim(f.job_title, ${SPACE}), ''),
           d.data - ${[...contactFields]}::text[]
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
           as f (first_name text, last_name text, phone text, company text, job_title text)`;
}
