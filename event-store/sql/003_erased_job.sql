-- The mark of a job whose key was erased, written with the erasure and kept for good: readers ask it
-- whether the job is there, whatever a read model still shows, and caches what they have to drop.
create table keyring.erased_job (
  job_id    uuid        primary key,
  erased_at timestamptz not null default clock_timestamp()
);
create index erased_job_at on keyring.erased_job (erased_at);

-- Jobs that were deleted before there were marks: a job's deletion is the last event of its stream.
insert into keyring.erased_job (job_id, erased_at)
select substring(s.stream_id from 5)::uuid, e.recorded_at
  from event_store.stream s
  join event_store.event e on e.stream_id = s.stream_id and e.version = s.version
 where s.stream_id like 'job-%' and e.type = 'JobDeleted';
