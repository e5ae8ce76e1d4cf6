-- A data key is stored wrapped by a master key, which lies elsewhere: who has the database alone can
-- open nothing. `key` is left for a store that was given no master key, and for keys from before.
alter table keyring.job_key
  alter column key drop not null,
  add column wrapped bytea,
  add column master_key text,
  add constraint wrapped_or_not check ((key is null) <> (wrapped is null)),
  add constraint wrapped_by check ((wrapped is null) = (master_key is null));
