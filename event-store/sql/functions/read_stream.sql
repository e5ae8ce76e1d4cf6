-- A stream behind a version, in order: at most max_events and, but for the first, max_bytes.
create or replace function event_store.read_stream(
  of_stream text, after_version bigint, max_events int, max_bytes bigint
) returns setof event_store.event
language sql stable
as $$
  select position, event_id, stream_id, version, type, schema_version, data, sealed, metadata, bytes,
         recorded_at
    from (select e.*, sum(bytes) over (order by version) as through
            from event_store.event e
           where stream_id = of_stream and version > after_version
           order by version
           limit max_events) page
   where through <= max_bytes or through = bytes
   order by version
$$;
