-- Who is an operator: granted by a command (admin.ts), by the id of an account.
create table identity.admin (
  user_id    uuid primary key references identity.account on delete cascade,
  granted_at timestamptz not null default now()
);
