/** The projection's own migrations: the tables of a generation, and the views that queries read. */
import type { MigrationSet } from "@rollcall/event-store";
import { GENERATION, schemaOf } from "./generation.ts";
import { createTables, tableNames } from "./tables.ts";

export const projectionMigrations: MigrationSet = {
  name: "projection",
  migrations: [
    { name: schemaOf(GENERATION), sql: createTables(schemaOf(GENERATION)) },
    {
      name: "views",
      sql: `create schema if not exists read_models;
        grant usage on schema read_models to rollcall_service;
        ${showGeneration(GENERATION)}`,
    },
  ],
};

/** Points the views at a generation; in one transaction, it swaps the read models. */
export function showGeneration(generation: number): string {
  const views = tableNames.map((name) =>
    `create or replace view read_models.${name} as select * from ${schemaOf(generation)}.${name};`
  );
  return `${views.join("\n")}
    grant select on all tables in schema read_models to rollcall_service;`;
}
