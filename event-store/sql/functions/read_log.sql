-- The log behind a position, in order: at most max_events and, but for the first, max_bytes.
create or replace function event_store.read_log(
  after_position bigint, max_events int, max_bytes bigint
) returns setof event_store.event
language sql stable
as $$
  select position, event_id, stream_id, version, type, schema_version, data, sealed, metadata, bytes,
         recorded_at
    from (select e.*, sum(bytes) over (order by position) as through
            from event_store.event e
           where position > after_position
           order by position
           limit max_events) page
   where through <= max_bytes or through = bytes
   order by position
$$;
