/**
 * What people see with psql in the schema read_models: the live generation's tables, and the tables
 * of the reference architecture that are kept otherwise, as views. No service asks these views.
 */

/** Statements that make the views of `schema` anew, whatever generation they showed before. */
export function createViews(schema: string, tables: readonly string[]): string {
  const shown = [
    ...tables.filter((name) => name !== "jobs").map((name) => [name, whole(schema, name)]),
    ["lanes", whole(schema, "lanes")],
    ["jobs", jobs(schema)],
    ...forPeople,
  ];
  const names = shown.map(([name]) => `read_models.${name}`);
  // All of them go first: one may be made of another, and their columns may be others.
  return `
drop view if exists ${[...names].reverse().join(", ")} cascade;
${shown.map(([name, query]) => `create view read_models.${name} as ${query};`).join("\n")}
grant select on ${names.join(", ")} to rollcall_service;`;
}

const whole = (schema: string, table: string) => `select * from ${schema}.${table}`;

/**
 * Through which every reader looks a job up: with the sentence of one that is set aside, and without
 * those that were erased, however far the projection is behind. The mark is looked up by its key for
 * each job that is shown: as a join it would be the planner's choice how, and written with `is null` it
 * would take all but a few jobs for erased, and sort a user's whole list for its first page.
 */
const jobs = (schema: string) => `
select j.*, l.sentence as set_aside
  from ${schema}.jobs j
  left join ${schema}.lanes l on l.job_id = j.id
 where coalesce((select false from keyring.erased_job e where e.job_id = j.id), true)`;

const forPeople = [
  [
    "raw_rows",
    `
select c.job_id, c.first_row_id + r.place::int - 1 as id, (r.cells ->> 0)::int as row_number,
       r.cells ->> 1 as normalized_email, r.cells -> 2 <@ '["EMAIL_TYPO"]' as is_valid,
       r.cells -> 2 as problems, v.data, r.cells -> 4 -> 'warnings' as warnings,
       r.cells -> 4 ->> 'phone' as normalized_phone
  from read_models.row_chunks c
  join read_models.jobs j on j.id = c.job_id
 cross join lateral jsonb_array_elements(c.rows) with ordinality as r (cells, place)
 cross join lateral (
       select jsonb_object_agg(coalesce(k.col ->> 'field', k.col ->> 'name'), r.cells -> 3 -> k.place::int - 1) as data
         from json_array_elements(j.columns) with ordinality as k (col, place)
        where k.place <= jsonb_array_length(r.cells -> 3)
       ) v`,
  ],
  [
    "final_contacts",
    `
select l.job_id, l.version as list_version, r.id as raw_row_id,
       coalesce(lower(btrim(e.values ->> 'email')), r.normalized_email) as email,
       d.data ->> 'first_name' as first_name, d.data ->> 'last_name' as last_name,
       coalesce(e.phone, r.normalized_phone, d.data ->> 'phone') as phone,
       d.data ->> 'company' as company, d.data ->> 'job_title' as job_title, d.data
  from read_models.contact_lists l
 cross join lateral string_to_table(l.row_ids, ',') as s (range)
  join read_models.raw_rows r on r.job_id = l.job_id
   and r.id between split_part(s.range, '-', 1)::int and split_part(s.range, '-', -1)::int
 cross join lateral (
       select jsonb_object_agg(v.key, v.value order by e.position, e.ordinal) as values,
              (array_agg(e.phone order by e.position desc, e.ordinal desc)
                filter (where e.phone is not null))[1] as phone
         from read_models.row_edits e
        cross join lateral jsonb_each(e.values::jsonb) as v
        where e.job_id = r.job_id and e.row_id = r.id and e.position <= l.position
          and coalesce(e.undone_position > l.position, true)
       ) e
 cross join lateral (select r.data || coalesce(e.values, '{}') as data) d`,
  ],
] as const;
