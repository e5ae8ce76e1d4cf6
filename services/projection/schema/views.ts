/**
 * The views in the schema read_models, for psql: the live generation's tables, and those tables of
 * the reference architecture that are stored differently. No service queries the latter.
 */

import { createHash } from "node:crypto";
import { RESOLVED_ALONE, STATES_ISSUES } from "../fold/issue_states.ts";
import { DIFFERS } from "../records/difference_warnings.ts";
import { INVISIBLE_CHARACTERS, UNSEEN } from "../records/text_sql.ts";

/** Statements that recreate the views for `schema`, whatever generation they showed before. */
export function createViews(schema: string, tables: readonly string[]): string {
  const shown = shownIn(schema, tables);
  const names = shown.map(([name]) => `read_models.${name}`);
  // All are dropped first: they may depend on each other, and their columns may differ.
  return `
drop view if exists ${[...names].reverse().join(", ")} cascade;
${shown.map(([name, query]) => `create view read_models.${name} as ${query};`).join("\n")}
comment on view read_models.${MARKED} is '${markOf(schema, tables)}';
grant select on ${names.join(", ")} to rollcall_service;`;
}

/** The view that carries the mark of them all: whatever code makes them anew, the mark goes with it. */
export const MARKED = "final_contacts";

/** By which the views are known again: that of others differs. */
export function markOf(schema: string, tables: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(shownIn(schema, tables))).digest("hex");
}

function shownIn(schema: string, tables: readonly string[]): (readonly [string, string])[] {
  return [
    ...tables.filter((name) => name !== "jobs").map((name) => [name, whole(schema, name)] as const),
    ["lanes", whole(schema, "lanes")],
    ["jobs", jobs(schema)],
    ...forPeople,
  ];
}

const whole = (schema: string, table: string) => `select * from ${schema}.${table}`;

/**
 * The view by which all readers look up jobs: with the reason for those set aside, and without
 * erased ones, however far behind the projection is. The erasure mark is looked up by key for each
 * job shown: as a join the planner would choose how, and with `is null` it would estimate all but a
 * few jobs as erased, and sort a user's whole list for its first page.
 */
const jobs = (schema: string) => `
select j.*, l.sentence as set_aside
  from ${schema}.jobs j
  left join ${schema}.lanes l on l.job_id = j.id
 where coalesce((select false from keyring.erased_job e where e.job_id = j.id), true)`;

/** A value as a contact shows it, see `trimText`. */
const trimmed = (value: string) => `btrim(coalesce(${value}, ''), '${UNSEEN}')`;

/** The values that columns have which were named for a field, out of a row's `data`. */
const named = (columns: string, data: string) => `
       (select jsonb_object_agg(n.col ->> 'field', coalesce(${data} -> (n.col ->> 'key'), '""'))
          from json_array_elements(${columns}) as n (col))`;

const forPeople = [
  [
    "issues",
    `
select i.job_id, i.number, i.type, i.key, i.row_ids, i.offered,
       case s.state when -1 then 'OPEN' when -3 then 'WITHDRAWN' else 'RESOLVED' end as status, s.state
  from read_models.opened_issues i
  join read_models.jobs j on j.id = i.job_id
 cross join lateral (
       select t.states[i.number - t.first_number + 1] as state
         from read_models.issue_states t
        where t.job_id = i.job_id and t.first_number = i.number - (i.number - 1) % ${STATES_ISSUES}
       ) s`,
  ],
  [
    "issue_resolutions",
    `
select r.*
  from read_models.issues i
  join read_models.single_resolutions r on r.job_id = i.job_id and r.number = i.number
 where i.state = ${RESOLVED_ALONE}
 union all
select i.job_id, i.number, b.action, null, null, null, b.rule, b.batch_id,
       coalesce(b.via, i.number - b.via_before), b.resolved_by, b.resolved_at
  from read_models.issues i
  join read_models.bulk_resolutions b on b.job_id = i.job_id and b.ordinal = i.state`,
  ],
  [
    "raw_rows",
    `
select c.job_id, c.first_row_id + r.place::int - 1 as id, (r.cells ->> 0)::int as row_number,
       r.cells ->> 1 as normalized_email, r.cells -> 2 <@ '["EMAIL_TYPO"]' as is_valid,
       r.cells -> 2 as problems, v.data || coalesce(${
      named("j.chosen_columns", "v.data")
    }, '{}') as data,
       case when d.row_id is null then '[]' else '["${DIFFERS}"]'::jsonb end
         || coalesce(r.cells -> 4 -> 'warnings', '[]') as warnings,
       r.cells -> 4 ->> 'phone' as normalized_phone
  from read_models.row_chunks c
  join read_models.jobs j on j.id = c.job_id
 cross join lateral jsonb_array_elements(c.rows) with ordinality as r (cells, place)
 cross join lateral (
       select jsonb_object_agg(coalesce(k.col ->> 'field', k.col ->> 'name'), r.cells -> 3 -> k.place::int - 1) as data
         from json_array_elements(j.columns) with ordinality as k (col, place)
        where k.place <= jsonb_array_length(r.cells -> 3)
       ) v
  left join (
       select distinct i.job_id, unnest(i.row_ids) as row_id
         from read_models.issues i
         join read_models.jobs a on a.id = i.job_id and a.same_person = 'first'
        where i.type = '${DIFFERS}' and i.status <> 'WITHDRAWN'
       ) d on d.job_id = c.job_id and d.row_id = c.first_row_id + r.place::int - 1`,
  ],
  [
    "final_contacts",
    `
select l.job_id, l.version as list_version, r.id as raw_row_id,
       case when e.values ? 'email'
            then nullif(lower(${
      trimmed(`translate(e.values ->> 'email', '${INVISIBLE_CHARACTERS}', '')`)
    }), '')
            else r.normalized_email end as email,
       ${trimmed("d.data ->> 'first_name'")} as first_name,
       ${trimmed("d.data ->> 'last_name'")} as last_name,
       coalesce(case when e.values ? 'phone' then e.phone else r.normalized_phone end,
                ${trimmed("d.data ->> 'phone'")}) as phone,
       ${trimmed("d.data ->> 'company'")} as company,
       ${trimmed("d.data ->> 'job_title'")} as job_title, d.data
  from read_models.contact_lists l
 cross join lateral string_to_table(l.row_ids, ',') as s (range)
  join read_models.jobs j on j.id = l.job_id
  join read_models.raw_rows r on r.job_id = l.job_id
   and r.id between split_part(s.range, '-', 1)::int and split_part(s.range, '-', -1)::int
 cross join lateral (
       select jsonb_object_agg(v.key, v.value order by e.position, e.ordinal) as values,
              -- of the last edit of the phone: a number that is written otherwise in E.164, or none
              (array_agg(e.phone order by e.position desc, e.ordinal desc)
                filter (where v.key = 'phone'))[1] as phone
         from read_models.row_edits e
        cross join lateral jsonb_each(e.values::jsonb) as v
        where e.job_id = r.job_id and e.row_id = r.id and e.position <= l.position
          and coalesce(e.undone_position > l.position, true)
       ) e
 cross join lateral (
       select r.data - array(select n.col ->> 'field' from json_array_elements(j.chosen_columns) as n (col))
              as data
       ) o
 cross join lateral (
       select o.data || coalesce(${
      named("l.chosen_columns", "o.data")
    }, '{}') || coalesce(e.values, '{}')
              as data
       ) d`,
  ],
] as const;
