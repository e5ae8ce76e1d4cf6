/**
 * The tables of one generation, for any schema name, so that the next generation can be built beside
 * the live one. No default is a clock or a counter: every value comes from the fold.
 */

/** Creates the schema and its tables, and lets the services' role use them. */
export function createTables(schema: string): string {
  return `
create schema ${schema};

create table ${schema}.jobs (
  id                uuid             primary key,
  user_id           text             not null,
  status            text             not null,
  original_filename text             not null,
  size_bytes        bigint           not null,
  columns           jsonb            not null,
  mapping           jsonb            not null,
  total_rows        int              not null,
  valid_rows        int              not null,
  progress          double precision not null,
  conflict_count    int              not null,
  open_issues       int              not null,
  issue_counts      jsonb            not null,
  contact_count     int,
  list_version      int,
  newest_list       int              not null,
  chosen_columns    jsonb            not null,
  warning_counts    jsonb            not null,
  format            text             not null,
  encoding          text,
  delimiter         text,
  header_row        int,
  sheet             text,
  sheets            jsonb            not null,
  region            text,
  fold_gmail        boolean          not null,
  error             jsonb,
  created_at        timestamptz      not null,
  updated_at        timestamptz      not null,
  created_position  bigint           not null,
  version           bigint           not null,
  issues_version    bigint           not null,
  rows_position     bigint           not null
) with (fillfactor = 70);
create index jobs_of_user on ${schema}.jobs (user_id, created_position desc);

create table ${schema}.raw_rows (
  job_id           uuid    not null,
  id               int     not null,
  row_number       int     not null,
  normalized_email text,
  is_valid         boolean not null,
  problems         text[]  not null,
  data             jsonb   not null,
  warnings         text[],
  normalized_phone text,
  -- null where duplicates are told by normalized_email
  email_key        text,
  primary key (job_id, id)
);

create table ${schema}.issues (
  job_id  uuid  not null,
  number  int   not null,
  type    text  not null,
  key     text  not null,
  row_ids int[] not null,
  -- null where the issue is about rows
  offered jsonb,
  status  text  not null,
  primary key (job_id, number)
);

create table ${schema}.issue_resolutions (
  job_id        uuid        not null,
  number        int         not null,
  action        text        not null,
  chosen_row_id int,
  values        jsonb,
  sources       jsonb,
  rule          text,
  batch_id      uuid,
  via           int,
  resolved_by   text,
  resolved_at   timestamptz not null,
  primary key (job_id, number)
);

-- One line a decision and row; what holds for a row is its lines in the order of position, ordinal.
create table ${schema}.row_edits (
  job_id   uuid   not null,
  row_id   int    not null,
  position bigint not null,
  ordinal  int    not null,
  number   int    not null,
  values   jsonb  not null,
  sources  jsonb,
  rule     text,
  -- null where the edit leaves the address alone, '' where it takes it away
  normalized_email text,
  email_key        text,
  -- null where the edit leaves the phone number alone, '' where its text says it all
  normalized_phone text,
  -- null while the edit holds
  undone_position  bigint,
  primary key (job_id, row_id, position, ordinal)
);

-- In every version of the list from "since" on, up to but without "until".
create table ${schema}.final_contacts (
  job_id     uuid  not null,
  raw_row_id int   not null,
  since      int   not null,
  until      int,
  email      text,
  email_key  text,
  first_name text  not null,
  last_name  text  not null,
  phone      text  not null,
  company    text  not null,
  job_title  text  not null,
  extra      jsonb not null,
  primary key (job_id, raw_row_id, since)
);

create table ${schema}.contact_lists (
  job_id        uuid        not null,
  version       int         not null,
  position      bigint      not null,
  contact_count int         not null,
  finalized_at  timestamptz not null,
  finalized_by  text,
  added         int         not null,
  removed       int         not null,
  changed       int         not null,
  primary key (job_id, version)
);

create table ${schema}.job_events (
  job_id   uuid        not null,
  position bigint      not null,
  type     text        not null,
  summary  text        not null,
  actor    text,
  at       timestamptz not null,
  batch_id uuid,
  primary key (job_id, position)
);

grant usage on schema ${schema} to rollcall_service;
grant select, insert, update, delete on all tables in schema ${schema} to rollcall_service;
`;
}

export const tableNames = [
  "jobs",
  "raw_rows",
  "issues",
  "issue_resolutions",
  "row_edits",
  "final_contacts",
  "contact_lists",
  "job_events",
] as const;

export type TableName = (typeof tableNames)[number];
