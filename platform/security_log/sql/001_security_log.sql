-- Who did what: one row for each act that somebody may ask about later. Ids, an address and a request's
-- id, and nothing of the rows of anybody's file. Rows are added and read; nobody changes one.
create schema security;

create table security.entry (
  entry_id   bigint generated always as identity primary key,
  at         timestamptz not null,               -- when it was done
  user_id    text,                               -- whose account or data it is about, if known
  actor      text not null,                      -- user, command or system
  action     text not null,
  address    text,                               -- from where
  request_id text,
  job_id     uuid,
  once       text not null unique                -- a second row with the same is dropped
);
create index entry_of_user on security.entry (user_id, entry_id desc);
create index entry_at on security.entry (at);

-- A year is kept. Which rows go is said here, so that who may call it can take no other away.
create function security.drop_old() returns bigint
language sql security definer set search_path = pg_catalog, pg_temp as $$
  with dropped as (
    delete from security.entry where entry_id in (
      select entry_id from security.entry where at < now() - interval '365 days'
       order by at limit 10000)
    returning 1)
  select count(*) from dropped;
$$;
revoke execute on function security.drop_old from public;
