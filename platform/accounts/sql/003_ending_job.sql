-- Jobs that are deleted soon, so that their user hears of it by mail: upload notes them, identity
-- writes the letter. A row goes with its job.
create table account.ending_job (
  job_id       uuid primary key,
  user_id      text not null,
  delete_after timestamptz not null,
  told_at      timestamptz              -- when a letter that names it was ordered
);
create index ending_job_of_user on account.ending_job (user_id, told_at);
create index ending_job_untold on account.ending_job (user_id) where told_at is null;
