-- The log behind a position, in order: at most max_events and, but for the first, max_bytes.
create or replace function event_store.read_log(
  after_position bigint, max_events int, max_bytes bigint
) returns setof event_store.event
language sql stable
as $$
  with page as (
    select position, sum(bytes) over (order by position) - bytes as before
      from event_store.event
     where position > after_position
     order by position
     limit max_events
  )
  select e.*
    from page
    join event_store.event e on e.position = page.position
   where page.before < max_bytes
   order by e.position
$$;
