-- Accounts that were closed by their users. A row here is the deletion: triggers of whoever keeps
-- something of an account act on it (identity's erases the account itself), and upload deletes the jobs.
-- Ids alone; a row stays, so that no late request brings anything of the account back.
create schema account;

create table account.closed (
  user_id      text primary key,
  closed_at    timestamptz not null default now(),
  jobs_gone_at timestamptz                     -- when its last job was deleted
);
create index closed_with_jobs on account.closed (closed_at) where jobs_gone_at is null;

-- What was done stays in the security log, by whom as an id that is nobody's any more; from where does not.
create function account.forget_addresses() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update security.entry set address = null where user_id = new.user_id and address is not null;
  perform pg_notify('account_closed', '');
  return null;
end
$$;
create trigger forget_addresses after insert on account.closed
  for each row execute function account.forget_addresses();

-- Services write the security log a moment later.
create function account.late_address() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if new.address is not null and new.user_id is not null
     and exists (select 1 from account.closed c where c.user_id = new.user_id) then
    new.address := null;
  end if;
  return new;
end
$$;
create trigger late_address before insert on security.entry
  for each row execute function account.late_address();
