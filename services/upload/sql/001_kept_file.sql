-- The files of jobs that are not deleted: upload's own, to know what a user has. A row is written in
-- the unit of work that opens the job, and goes in the one that deletes it.
create schema upload;

create table upload.kept_file (
  job_id  uuid    primary key,
  user_id text    not null,
  bytes   bigint  not null,
  rows    bigint  not null,               -- as many as its lines allow, until it has been read
  settled boolean not null default false  -- nothing but its deletion will change it
);
create index kept_file_of_user on upload.kept_file (user_id, settled);

grant usage on schema upload to rollcall_service;
grant select, insert, update, delete on upload.kept_file to rollcall_service;

-- Jobs that were opened before there was this table; their rows are counted when they are asked for.
insert into upload.kept_file (job_id, user_id, bytes, rows)
select (c.data ->> 'jobId')::uuid, c.data ->> 'userId', (c.data ->> 'sizeBytes')::bigint, 0
  from event_store.event c
 where c.type = 'JobCreated'
   and not exists (select 1 from event_store.event d
                    where d.stream_id = c.stream_id and d.type = 'JobDeleted');
