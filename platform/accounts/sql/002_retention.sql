-- How long a user wants his jobs to be kept, where that is not the default. Identity writes it, upload
-- deletes by it, the projection tells it.
create table account.retention (
  user_id             text primary key,
  keep_days           int check (keep_days between 1 and 3650),
  keep_unfinished_days int check (keep_unfinished_days between 1 and 3650)
);

create function account.forget_retention() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from account.retention where user_id = new.user_id;
  return null;
end
$$;
create trigger forget_retention after insert on account.closed
  for each row execute function account.forget_retention();
