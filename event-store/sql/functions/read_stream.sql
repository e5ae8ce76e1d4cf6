-- A stream behind a version, in order: at most max_events and, but for the first, max_bytes.
create or replace function event_store.read_stream(
  of_stream text, after_version bigint, max_events int, max_bytes bigint
) returns setof event_store.event
language sql stable
as $$
  with page as (
    select version, sum(bytes) over (order by version) - bytes as before
      from event_store.event
     where stream_id = of_stream and version > after_version
     order by version
     limit max_events
  )
  select e.*
    from page
    join event_store.event e on e.stream_id = of_stream and e.version = page.version
   where page.before < max_bytes
   order by e.version
$$;
