/**
 * The tables of one generation, for any schema name, so that the next generation can be built
 * beside the live one. No column default is a clock or a sequence: every value comes from the fold.
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
  columns           json             not null,
  added_columns     json             not null,
  mapping           json             not null,
  treated_columns   json             not null,
  total_rows        int              not null,
  valid_rows        int              not null,
  progress          double precision not null,
  conflict_count    int              not null,
  open_issues       int              not null,
  issue_counts      json             not null,
  contact_count     int,
  merged_rows       int,
  list_version      int,
  newest_list       int              not null,
  chosen_columns    json             not null,
  warning_counts    json             not null,
  format            text             not null,
  encoding          text,
  delimiter         text,
  header_row        int,
  sheet             text,
  sheets            json             not null,
  region            text,
  region_reason     text,
  fold_gmail        boolean          not null,
  same_person       text,
  read_again        uuid,
  error             json,
  created_at        timestamptz      not null,
  updated_at        timestamptz      not null,
  created_position  bigint           not null,
  version           bigint           not null,
  issues_version    bigint           not null,
  bulk_resolutions  int              not null,
  rows_position     bigint           not null
) with (fillfactor = 70);
create index jobs_of_user on ${schema}.jobs (user_id, created_position desc);

-- Rows as they were read, a few dozen a line: [line, e-mail, problems, values in column order, notes].
create table ${schema}.row_chunks (
  job_id       uuid  not null,
  first_row_id int   not null,
  rows         jsonb not null,
  primary key (job_id, first_row_id)
);
-- Not compressed: picking one row of a chunk costs a third so, and writing half (measured).
alter table ${schema}.row_chunks alter column rows set storage external;

-- Issues as they are asked.
create table ${schema}.opened_issues (
  job_id  uuid  not null,
  number  int   not null,
  type    text  not null,
  key     text  not null,
  row_ids int[] not null,
  -- null where the issue is about rows
  offered json,
  primary key (job_id, number)
);

-- What has become of them, 256 a line, none of which is compressed: 0 there is no such issue, -1 open,
-- -2 a decision of its own, -3 withdrawn; else the line of bulk_resolutions that settled it with others.
create table ${schema}.issue_states (
  job_id       uuid       not null,
  first_number int        not null,
  -- places in the list of kinds, see fold/issue_states.ts
  types        smallint[] not null,
  states       int[]      not null,
  primary key (job_id, first_number)
) with (fillfactor = 70);

-- The last decision that each issue had of its own: it holds where the issue's state says so.
create table ${schema}.single_resolutions (
  job_id        uuid        not null,
  number        int         not null,
  action        text        not null,
  chosen_row_id int,
  values        json,
  sources       json,
  rule          text,
  batch_id      uuid,
  via           int,
  resolved_by   text,
  resolved_at   timestamptz not null,
  primary key (job_id, number)
);

-- Decisions that are the same for many issues, whose states name the line.
create table ${schema}.bulk_resolutions (
  job_id      uuid        not null,
  ordinal     int         not null,
  action      text        not null,
  rule        text,
  batch_id    uuid,
  -- the issue whose decision settled these too: one for all, or so many numbers before each
  via         int,
  via_before  int,
  resolved_by text,
  resolved_at timestamptz not null,
  primary key (job_id, ordinal)
);

-- One line a decision and row; what holds for a row is its lines in the order of position, ordinal.
create table ${schema}.row_edits (
  job_id   uuid   not null,
  row_id   int    not null,
  position bigint not null,
  ordinal  int    not null,
  -- 0: filled in from rows of the same person; below 0: the change of rows of that number
  number   int    not null,
  values   json   not null,
  sources  json,
  rule     text,
  -- in E.164, where the edit brings one that is written otherwise
  phone    text,
  -- null while the edit holds
  undone_position bigint,
  primary key (job_id, row_id, position, ordinal)
);
create index row_edits_of_issue on ${schema}.row_edits (job_id, number);

-- A list is the rows that it is made of, with the edits that held at its position.
create table ${schema}.contact_lists (
  job_id        uuid        not null,
  version       int         not null,
  position      bigint      not null,
  contact_count int         not null,
  finalized_at  timestamptz not null,
  finalized_by  text,
  row_ids       text        not null,
  chosen_columns json       not null,
  primary key (job_id, version)
);

-- What went into a list's contacts: [[row that stands, row set], …], a part of them a line.
create table ${schema}.list_merges (
  job_id   uuid   not null,
  version  int    not null,
  position bigint not null,
  merges   json   not null,
  primary key (job_id, version, position)
);

-- Rows that changes of their own exclude or bring back, and that one was undone: what holds for a row
-- is the last line about it whose number was not undone.
create table ${schema}.row_exclusions (
  job_id   uuid   not null,
  position bigint not null,
  number   int    not null,
  kind     text   not null,
  row_ids  text   not null,
  primary key (job_id, position)
);

create table ${schema}.job_events (
  job_id   uuid        not null,
  position bigint      not null,
  type     text        not null,
  summary  text        not null,
  actor    text,
  at       timestamptz not null,
  batch_id uuid,
  -- the issue, where one decision edited a row
  edited_issue int,
  -- goes on with a change that has its line already
  is_further boolean not null,
  -- the same for all events of one command
  command  text        not null,
  decides  boolean     not null,
  -- the issues that it is about, as a set unless that is long, and how many
  issues   text,
  issue_count int      not null,
  -- of an event that goes back or forward again: how, and to which position
  restored text,
  restored_to bigint,
  primary key (job_id, position)
);

-- Jobs that are folded apart from the log's order, up to which position, and why one is set aside. No
-- fold writes them, so that they may have a clock: when the lane was opened, or moved last.
create table ${schema}.lanes (
  job_id   uuid   primary key,
  position bigint not null,
  sentence text,
  moved_at timestamptz not null default clock_timestamp()
) with (fillfactor = 70);

grant usage on schema ${schema} to rollcall_service;
grant select, insert, update, delete on all tables in schema ${schema} to rollcall_service;
`;
}

/** The tables that the fold fills, identical in two generations of one fold at one position. */
export const tableNames = [
  "jobs",
  "row_chunks",
  "opened_issues",
  "issue_states",
  "single_resolutions",
  "bulk_resolutions",
  "row_edits",
  "contact_lists",
  "list_merges",
  "row_exclusions",
  "job_events",
] as const;

export type TableName = (typeof tableNames)[number];
