-- What a service may do: read and add, never change or take away an event (promise 1).
do $$
begin
  create role rollcall_service nologin;
exception when duplicate_object or unique_violation then null;
end
$$;

grant usage on schema event_store, keyring to rollcall_service;
grant select, insert on event_store.event to rollcall_service;
grant select, insert, update on event_store.stream, event_store.checkpoint, event_store.lease
  to rollcall_service;
grant select, insert, delete on keyring.job_key to rollcall_service;
-- A mark stays: nobody takes an erasure back.
grant select, insert on keyring.erased_job to rollcall_service;
grant select on event_store.migration to rollcall_service;
