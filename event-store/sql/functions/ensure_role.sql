-- Makes a group role for rights, unless there is one. Roles belong to the server: another database's
-- migrations may make the same one at this moment.
create or replace function event_store.ensure_role(name text) returns void
language plpgsql
as $$
begin
  execute format('create role %I nologin', name);
exception
  when duplicate_object or unique_violation then null;
end
$$;
