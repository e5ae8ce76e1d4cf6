-- The log behind a position without what is sealed, for who only passes events on or looks for work.
-- data comes only where the event holds nothing sealed and is small. of_types null: all of them.
create or replace function event_store.read_headers(
  after_position bigint, max_events int, max_data_bytes int, of_types text[]
) returns table (
  "position" bigint, event_id uuid, stream_id text, version bigint, type text,
  schema_version int, data json, metadata json, recorded_at timestamptz
)
language sql stable
as $$
  select e.position, e.event_id, e.stream_id, e.version, e.type, e.schema_version,
         case when e.sealed is null and e.bytes <= max_data_bytes then e.data end,
         e.metadata, e.recorded_at
    from event_store.event e
   where e.position > after_position
     and (of_types is null or e.type = any (of_types))
   order by e.position
   limit max_events
$$;
