-- Who may close an account, and who may say that its jobs are gone; see event-store/sql/grants.sql.
-- Nobody opens one again.
select event_store.ensure_role(name) from unnest(array[
  'rollcall_may_close_accounts', 'rollcall_may_keep_files', 'rollcall_service'
]) as name;
grant usage on schema account
  to rollcall_may_close_accounts, rollcall_may_keep_files, rollcall_service;
grant select, insert on account.closed to rollcall_may_close_accounts, rollcall_service;
grant select, update (jobs_gone_at) on account.closed
  to rollcall_may_keep_files, rollcall_service;
