-- Moves a subscription's checkpoint if it still stands where the caller read it, and if no holder
-- with a later fencing number has moved it since. False: somebody else did; read it again.
create or replace function event_store.move_checkpoint(
  of_subscription text, from_position bigint, to_position bigint, with_fence bigint
) returns boolean
language sql
as $$
  with moved as (
    insert into event_store.checkpoint as c (subscription, position, fence)
    select of_subscription, to_position, with_fence
     where from_position = 0
        or exists (select 1 from event_store.checkpoint where subscription = of_subscription)
        on conflict (subscription) do update
       set position = excluded.position, fence = excluded.fence, updated_at = clock_timestamp()
     where c.position = from_position and c.fence <= with_fence
    returning 1
  )
  select exists (select 1 from moved)
$$;
