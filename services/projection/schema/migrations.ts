/**
 * The migration of the registry of generations: which exist, which fold fills them, and which is
 * live. Its text is the same for every fold, so that services of an older and a newer fold can run
 * side by side; a generation's own tables are created by `addGeneration`.
 */
import type { MigrationSet } from "@rollcall/event-store";
import { registryGrants } from "./grants.ts";

export const projectionMigrations: MigrationSet = {
  name: "projection",
  migrations: [{
    name: "generations",
    sql: `
create schema if not exists read_models;
grant usage on schema read_models to rollcall_service;

create table read_models.generation (
  number            int         primary key,
  state             text        not null
    check (state in ('building', 'ready', 'live', 'retired', 'discarded')),
  fold              int         not null,
  -- null: made before fingerprints were kept
  fingerprint       text,
  started_at        timestamptz not null default clock_timestamp(),
  -- the position at which it was compared with the live one
  ready_position    bigint,
  ready_at          timestamptz,
  live_position     bigint,
  live_at           timestamptz,
  retired_position  bigint,
  retired_at        timestamptz,
  discarded_at      timestamptz
);
create unique index one_generation_is_live on read_models.generation (state) where state = 'live';
grant select on read_models.generation to rollcall_service;

-- Read models that were made before there was a registry.
insert into read_models.generation (number, state, fold, live_position, live_at)
select 1, 'live', 1, 0, clock_timestamp()
 where to_regclass('read_models_g1.jobs') is not null;`,
  }, { name: "grants", sql: registryGrants, repeatable: true }],
};
