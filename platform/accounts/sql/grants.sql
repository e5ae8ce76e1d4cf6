-- Who may close an account, and who may say that its jobs are gone; who may say how long jobs are kept,
-- and who has to know; who notes which jobs go soon, and who tells their users; who counts what is changed; see event-store/sql/grants.sql. Nobody opens a closed account again.
select event_store.ensure_role(name) from unnest(array[
  'rollcall_may_close_accounts', 'rollcall_may_set_retention', 'rollcall_may_keep_files',
  'rollcall_may_query', 'rollcall_may_count_changes', 'rollcall_service'
]) as name;
grant usage on schema account to rollcall_may_close_accounts, rollcall_may_set_retention,
  rollcall_may_keep_files, rollcall_may_query, rollcall_service;
grant select, insert on account.closed to rollcall_may_close_accounts, rollcall_service;
grant select, update (jobs_gone_at) on account.closed
  to rollcall_may_keep_files, rollcall_service;
grant select, insert, update on account.retention
  to rollcall_may_set_retention, rollcall_service;
grant select on account.retention to rollcall_may_keep_files, rollcall_may_query;
grant select, insert, update (delete_after, told_at), delete on account.ending_job
  to rollcall_may_keep_files, rollcall_service;
grant select, update (told_at) on account.ending_job to rollcall_may_set_retention;

grant usage on schema account to rollcall_may_count_changes;
grant select, insert, update (version, bytes) on account.changed_job
  to rollcall_may_count_changes, rollcall_service;
grant select (job_id), delete on account.changed_job to rollcall_may_keep_files, rollcall_service;
