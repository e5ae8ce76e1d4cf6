-- One data key a job, apart from the log: who deletes the key has erased the job's personal data.
create schema if not exists keyring;

create table keyring.job_key (
  job_id     uuid        primary key,
  key        bytea       not null,
  created_at timestamptz not null default clock_timestamp()
);
