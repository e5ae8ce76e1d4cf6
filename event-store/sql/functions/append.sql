-- Appends any number of requests at once; a request is atomic over its streams and has its own outcome:
-- appended, duplicate (the same event ids are already there: a retry) or conflict (another version).
-- Streams come one entry a (request, stream), events in the order they are to stand in the log.
-- No stream may belong to two requests of one call. Version 0 means that the stream does not exist.
create or replace function event_store.append(
  stream_requests int[], stream_ids text[], expected_versions bigint[],
  event_requests int[], event_streams text[], event_ids uuid[], types text[],
  schema_versions int[], payloads text[], sealed_payloads text[], metadatas text[]
) returns table (request int, stream_id text, outcome text, version bigint, last_position bigint)
language plpgsql
-- The plans are cached for a session's life: on an empty table the planner would choose scans.
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
#variable_conflict use_column
declare
  duplicates int[];
  conflicts  int[];
  head       bigint;
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'append needs read committed: a snapshot taken before the lock hides the head';
  end if;

  -- 1. The gate: every stream row is locked, in sorted order, so that two callers cannot deadlock.
  insert into event_store.stream (stream_id, version)
  select distinct w.stream_id, 0
    from unnest(stream_ids, expected_versions) as w (stream_id, expected)
   where w.expected = 0
   order by 1
      on conflict do nothing;
  perform 1 from event_store.stream s
    where s.stream_id = any (stream_ids) order by s.stream_id for update;

  -- 2. A retry finds its own ids; it is judged behind the gate, else it would race its first try.
  select coalesce(array_agg(d.request), '{}') into duplicates
    from (select e.request
            from unnest(event_requests, event_streams, event_ids) as e (request, stream_id, id)
            left join event_store.event old on old.event_id = e.id and old.stream_id = e.stream_id
           group by e.request
          having bool_and(old.event_id is not null)) d;

  select coalesce(array_agg(distinct w.request), '{}') into conflicts
    from unnest(stream_requests, stream_ids, expected_versions) as w (request, stream_id, expected)
    left join event_store.stream s on s.stream_id = w.stream_id
   where coalesce(s.version, 0) <> w.expected and w.request <> all (duplicates);

  update event_store.stream s
     set version = s.version + n.events
    from (select e.stream_id, count(*) as events
            from unnest(event_requests, event_streams) as e (request, stream_id)
           where e.request <> all (duplicates) and e.request <> all (conflicts)
           group by e.stream_id) n
   where s.stream_id = n.stream_id;

  return query
    select w.request, w.stream_id, 'conflict', coalesce(s.version, 0), null::bigint
      from unnest(stream_requests, stream_ids) as w (request, stream_id)
      left join event_store.stream s on s.stream_id = w.stream_id
     where w.request = any (conflicts);

  return query
    select e.request, e.stream_id, 'duplicate', max(old.version), max(old.position)
      from unnest(event_requests, event_streams, event_ids) as e (request, stream_id, id)
      join event_store.event old on old.event_id = e.id
     where e.request = any (duplicates)
     group by e.request, e.stream_id;

  if cardinality(duplicates) + cardinality(conflicts)
     = (select count(distinct r) from unnest(stream_requests) r) then
    return;
  end if;

  -- 3. From here to the commit nobody else appends: positions are dense and in commit order, so a
  --    reader that has seen position n has seen all before it (promise 2).
  perform pg_advisory_xact_lock(7261726);
  select coalesce(max(position), 0) into head from event_store.event;

  -- 4. Nothing may come after this statement but the commit.
  return query
    with wanted as (
      select e.ord, e.request, e.stream_id, e.id, e.type, e.schema_version,
             e.payload, e.sealed, e.metadata, w.expected
        from unnest(event_requests, event_streams, event_ids, types, schema_versions, payloads,
                    sealed_payloads, metadatas) with ordinality
             as e (request, stream_id, id, type, schema_version, payload, sealed, metadata, ord)
        join unnest(stream_ids, expected_versions) as w (stream_id, expected)
          on w.stream_id = e.stream_id
       where e.request <> all (duplicates) and e.request <> all (conflicts)
    ), inserted as (
      insert into event_store.event (position, event_id, stream_id, version, type, schema_version,
                                     data, sealed, metadata, bytes)
      select head + row_number() over (order by ord), id, stream_id,
             expected + row_number() over (partition by stream_id order by ord),
             type, schema_version, payload::json, sealed, metadata::json,
             octet_length(payload) + coalesce(octet_length(sealed), 0)
        from wanted
       order by ord
      returning event.stream_id, event.version, event.position
    )
    select w.request, i.stream_id, 'appended', max(i.version), max(i.position)
      from inserted i
      join unnest(stream_requests, stream_ids) as w (request, stream_id)
        on w.stream_id = i.stream_id
     group by w.request, i.stream_id;
end
$$;
