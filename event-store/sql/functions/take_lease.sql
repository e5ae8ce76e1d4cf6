-- Takes or renews a lease. Answers its fencing number, which grows with every change of holder, or
-- null where another holder's lease still runs. Time is the database's alone.
create or replace function event_store.take_lease(
  of_name text, for_holder text, ttl_ms int
) returns bigint
language sql
as $$
  insert into event_store.lease as l (name, holder, fence, expires_at)
  values (of_name, for_holder, 1, clock_timestamp() + ttl_ms * interval '1 millisecond')
      on conflict (name) do update
     set holder = excluded.holder,
         fence = case when l.holder = excluded.holder then l.fence else l.fence + 1 end,
         expires_at = excluded.expires_at
   where l.holder = excluded.holder or l.expires_at < clock_timestamp()
  returning fence
$$;
