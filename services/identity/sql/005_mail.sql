-- Mail that is still to be sent, the links in it, and accounts that wait for theirs to be opened.
alter table identity.account add column email_verified_at timestamptz;

-- Accounts whose owner still has to open the link that was sent to the address.
create table identity.registration (
  registration_id uuid primary key,
  email           text not null,               -- lower case
  name            text,
  password_hash   text not null,
  expires_at      timestamptz not null
);
create index registration_expires on identity.registration (expires_at);

-- A letter's link is made when it is sent: nothing here opens anything.
create table identity.mail (
  mail_id         uuid primary key,
  kind            text not null,
  email           text not null,               -- who gets it
  user_id         uuid references identity.account on delete cascade,
  registration_id uuid references identity.registration on delete cascade,
  created_at      timestamptz not null default now(),
  tries           int not null default 0,
  due_at          timestamptz not null default now()
);
create index mail_due on identity.mail (due_at);

create table identity.link (
  token_hash      bytea primary key,           -- SHA-256: the token itself is in the letter alone
  kind            text not null,
  email           text not null,               -- to which it was sent
  user_id         uuid references identity.account on delete cascade,
  registration_id uuid references identity.registration on delete cascade,
  expires_at      timestamptz not null
);
create index link_of_user on identity.link (user_id);
create index link_expires on identity.link (expires_at);
