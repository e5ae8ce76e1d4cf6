-- A second factor: a secret shared with an authenticator app, and codes for when that is lost.
create table identity.second_factor (
  user_id      uuid primary key references identity.account on delete cascade,
  secret       text not null,                  -- wrapped by the master key, as JSON
  confirmed_at timestamptz,                    -- null: still being set up
  last_step    bigint not null default 0,      -- of the newest code taken: none is taken again
  created_at   timestamptz not null default now()
);

create table identity.recovery_code (
  user_id   uuid not null references identity.second_factor on delete cascade,
  code_hash bytea not null,                    -- SHA-256 of 80 random bits
  primary key (user_id, code_hash)
);
