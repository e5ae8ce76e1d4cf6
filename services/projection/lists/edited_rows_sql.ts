/**
 * Rows as they are now: as they were read, with the edits that hold laid over them, and the address
 * as duplicates are told by.
 */
import type { RowValues } from "@rollcall/contracts";
import type { Sql } from "@rollcall/event-store";
import type { Fragment } from "./fragment.ts";

/** A row as it is now. */
export interface EditedRow {
  id: number;
  row_number: number;
  /** as read */
  data: RowValues;
  /** what edits have put over it; null where there are none */
  edits: RowValues | null;
  email: string | null;
  /** the address as duplicates are told by */
  key: string | null;
}

/** A relation of these rows of a job, as `EditedRow`. @param ids a query of one column, `id` */
export function editedRows(sql: Sql, jobId: string, ids: Fragment): Fragment {
  return sql`
    (select w.id, w.row_number, w.data, e.values as edits, a.email,
            coalesce(case when e.email is null then w.email_key else e.email_key end, a.email)
              as key
       from (${ids}) picked
       join read_models.raw_rows w on w.job_id = ${jobId} and w.id = picked.id
      cross join lateral (
            select jsonb_object_agg(v.key, v.value order by position, ordinal)
                     filter (where v.key is not null) as values,
                   (array_agg(edit.normalized_email order by position desc, ordinal desc)
                     filter (where edit.normalized_email is not null))[1] as email,
                   (array_agg(edit.email_key order by position desc, ordinal desc)
                     filter (where edit.normalized_email is not null))[1] as email_key
              from read_models.row_edits edit
              left join lateral jsonb_each(edit.values) v on true
             where edit.job_id = w.job_id and edit.row_id = w.id
               and edit.undone_position is null
            ) e
      cross join lateral (
            select nullif(coalesce(e.email, w.normalized_email), '') as email
            ) a)`;
}
