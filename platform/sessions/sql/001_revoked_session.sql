-- Sessions that ended before their last token expires, and users whose every token is void: a short
-- list that each service follows, since it verifies tokens by itself. Ids alone, so every login may
-- read it; it is written by the triggers of identity's tables.
create schema session;

create table session.revoked (
  id          text primary key,               -- of a session or of a user
  is_user     boolean not null default false,
  valid_until timestamptz not null            -- no token of it lives longer; then the row may go
);
create index revoked_valid_until on session.revoked (valid_until);

grant usage on schema session to public;
grant select on session.revoked to public;
