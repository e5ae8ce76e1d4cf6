-- Who closes his account takes all of it with him: sessions, devices and the role go with the row.
create function identity.account_closed() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from identity.account where user_id::text = new.user_id;
  return null;
end
$$;
create trigger account_closed after insert on account.closed
  for each row execute function identity.account_closed();
