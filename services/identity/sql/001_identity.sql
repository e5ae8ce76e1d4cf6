-- Accounts and the keys that tokens are signed with: identity's own, no other service's.
create schema identity;

create table identity.account (
  user_id       uuid primary key,
  email         text not null unique,          -- lower case
  name          text,
  password_hash text not null,                 -- argon2id, as a PHC string
  created_at    timestamptz not null default now()
);

create table identity.signing_key (
  generation  int primary key,                 -- 1, 2, 3 …: two who rotate at once make one key
  kid         text not null unique,
  public_jwk  text not null,
  private_jwk text not null,
  signs_from  timestamptz not null
);

create table identity.login_attempt (
  bucket     text primary key,                 -- a hash of address and e-mail, never those
  attempts   int not null,
  window_end timestamptz not null
);

create index login_attempt_window_end on identity.login_attempt (window_end);
