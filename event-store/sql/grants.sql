-- What a login may do with the log. Each right is a group role; a login is made a member of those that
-- it needs, and of `rollcall_login`, as is said outside of this folder. Nobody may change or delete an
-- event (promise 1), or take the mark of an erasure back.
select event_store.ensure_role(name) from unnest(array[
  'rollcall_login', 'rollcall_may_read', 'rollcall_may_append', 'rollcall_may_follow',
  'rollcall_may_open', 'rollcall_may_make_keys', 'rollcall_may_erase', 'rollcall_service'
]) as name;

-- Every login waits for the migrations that it builds on.
grant usage on schema event_store to rollcall_login;
grant select on event_store.migration to rollcall_login;

grant usage on schema event_store, keyring to rollcall_may_read;
grant select on event_store.event, event_store.stream, event_store.checkpoint, event_store.lease,
  keyring.erased_job to rollcall_may_read;

grant usage on schema event_store to rollcall_may_append;
grant insert on event_store.event to rollcall_may_append;
grant insert, update on event_store.stream to rollcall_may_append;

grant usage on schema event_store to rollcall_may_follow;
grant insert, update on event_store.checkpoint, event_store.lease to rollcall_may_follow;

-- Nobody may read a key that is not wrapped, or write one.
grant usage on schema keyring
  to rollcall_may_open, rollcall_may_make_keys, rollcall_may_erase;
revoke select, insert on keyring.job_key from rollcall_may_open, rollcall_may_make_keys;
grant select (job_id, wrapped, master_key) on keyring.job_key to rollcall_may_open;
grant insert (job_id, wrapped, master_key) on keyring.job_key to rollcall_may_make_keys;
grant select (job_id), delete on keyring.job_key to rollcall_may_erase;
grant insert on keyring.erased_job to rollcall_may_erase;

-- All of it at once, for tests and for databases from before the rights were told apart. No service's
-- login is a member.
grant usage on schema event_store, keyring to rollcall_service;
grant select, insert on event_store.event to rollcall_service;
grant select, insert, update on event_store.stream, event_store.checkpoint, event_store.lease
  to rollcall_service;
grant select, insert, delete on keyring.job_key to rollcall_service;
grant select, insert on keyring.erased_job to rollcall_service;
grant select on event_store.migration to rollcall_service;
