-- For each pair of a stream and a type the newest such event, without what is sealed: what has become
-- of something, without reading all that has happened. Pairs without an event give no row.
create or replace function event_store.read_newest(of_streams text[], of_types text[])
returns table (
  "position" bigint, event_id uuid, stream_id text, version bigint, type text,
  schema_version int, data json, metadata json, recorded_at timestamptz
)
language sql stable
-- One plan, whatever the statistics say: a few steps back in the index by stream and version.
set enable_seqscan = off
set enable_bitmapscan = off
as $$
  select n.position, n.event_id, n.stream_id, n.version, n.type, n.schema_version, n.data,
         n.metadata, n.recorded_at
    from unnest(of_streams, of_types) as w (stream_id, type)
   cross join lateral (
     select e.* from event_store.event e
      where e.stream_id = w.stream_id and e.type = w.type
      order by e.version desc
      limit 1) n
$$;
