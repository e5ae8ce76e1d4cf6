-- What decisions and changes of rows have added to the log, by job, so that nobody fills it by editing for
-- ever. Review counts, up to a version of the job's review; a row goes with its job.
create table account.changed_job (
  job_id  uuid   primary key,
  user_id text   not null,
  version bigint not null default 0,   -- of the review's stream, up to which was counted
  bytes   bigint not null default 0
);
create index changed_job_of_user on account.changed_job (user_id);
