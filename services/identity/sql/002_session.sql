-- Sessions with the refresh tokens that prolong them. A session that ends is deleted, by whoever and
-- for whatever reason; the triggers then void its access tokens in every service.
create table identity.session (
  session_id  uuid primary key,
  user_id     uuid not null references identity.account on delete cascade,
  seed        bytea not null,                  -- a refresh token's successor follows from it and this
  device      text,                            -- the User-Agent it was opened with
  address     text,                            -- from where it was last used
  created_at  timestamptz not null default now(),
  used_at     timestamptz not null default now(),
  expires_at  timestamptz not null,
  token_until timestamptz not null             -- when its newest access token expires
);
create index session_of_user on identity.session (user_id, used_at);
create index session_expires on identity.session (expires_at);

create table identity.refresh_token (
  token_hash bytea primary key,                -- SHA-256: the token itself is nowhere
  session_id uuid not null references identity.session on delete cascade,
  rotated_at timestamptz                       -- when its successor was given out
);
create index refresh_token_of_session on identity.refresh_token (session_id);

-- Verifiers tolerate some seconds of difference between clocks.
create function identity.revoke(id uuid, is_user boolean, valid_until timestamptz) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  delete from session.revoked where id in (
    select r.id from session.revoked r where r.valid_until < now() for update skip locked);
  insert into session.revoked (id, is_user, valid_until)
  values ($1::text, $2, $3 + interval '1 minute')
      on conflict (id) do update set valid_until = greatest(revoked.valid_until, excluded.valid_until);
  select pg_notify('session_revoked', '');
$$;
revoke execute on function identity.revoke from public;

create function identity.session_ended() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if old.token_until > now() - interval '1 minute' then
    perform identity.revoke(old.session_id, false, old.token_until);
  end if;
  return null;
end
$$;
create trigger session_ended after delete on identity.session
  for each row execute function identity.session_ended();

create function identity.account_deleted() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform identity.revoke(old.user_id, true, now() + interval '1 day');
  return null;
end
$$;
create trigger account_deleted after delete on identity.account
  for each row execute function identity.account_deleted();

-- Tokens from before lived for hours and name no session that could end: their keys go, so that
-- everybody signs in anew.
delete from identity.signing_key;
