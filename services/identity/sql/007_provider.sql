-- Accounts that an external provider signs in to, by the name that it has for a person.
create table identity.provided_account (
  issuer  text not null,
  subject text not null,
  user_id uuid not null references identity.account on delete cascade,
  primary key (issuer, subject)
);
create index provided_account_of_user on identity.provided_account (user_id);
