-- With the account goes the request's id as well as the address: a client may send an id of its own, by
-- which it could be known again. Entries of accounts that were closed before lose theirs here.
create or replace function account.forget_addresses() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update security.entry set address = null, request_id = null
   where user_id = new.user_id and (address is not null or request_id is not null);
  perform pg_notify('account_closed', '');
  return null;
end
$$;

create or replace function account.late_address() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if new.user_id is not null
     and exists (select 1 from account.closed c where c.user_id = new.user_id) then
    new.address := null;
    new.request_id := null;
  end if;
  return new;
end
$$;

update security.entry e set request_id = null
  from account.closed c where c.user_id = e.user_id and e.request_id is not null;
