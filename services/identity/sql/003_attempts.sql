-- Attempts by account and device, account, address and network, under hashes of these; and where an
-- account was signed in to before.
drop table identity.login_attempt;

create table identity.attempt (
  bucket   text primary key,                   -- what is counted, and a hash of what it is about
  attempts int not null,
  last_at  timestamptz not null default now()
);
create index attempt_last_at on identity.attempt (last_at);

create table identity.known_device (
  user_id uuid not null references identity.account on delete cascade,
  key     text not null,                       -- a hash of the device's token, or of a network
  seen_at timestamptz not null default now(),
  primary key (user_id, key)
);
