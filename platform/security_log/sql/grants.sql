-- Who may write the security log, and who may read it; see event-store/sql/grants.sql. Nobody may change
-- or delete a row.
select event_store.ensure_role(name) from unnest(array[
  'rollcall_may_note', 'rollcall_may_read_notes', 'rollcall_may_erase', 'rollcall_service'
]) as name;
grant usage on schema security to rollcall_may_note, rollcall_may_read_notes, rollcall_may_erase;
grant insert on security.entry to rollcall_may_note;
grant select on security.entry to rollcall_may_read_notes;
grant execute on function security.drop_old to rollcall_may_erase;

grant usage on schema security to rollcall_service;
grant select, insert on security.entry to rollcall_service;
grant execute on function security.drop_old to rollcall_service;
