/**
 * Who may read and write the read models: group roles, of which the logins of services are members
 * (event-store/sql/grants.sql). A generation's tables come and go, so each gets its grants when it
 * is made; those from before the rights were told apart get them at the next preparation.
 */
import type { TransactionSql } from "@rollcall/event-store";
import { schemaOf } from "./generation.ts";

const FOLDS = "rollcall_may_fold",
  QUERIES = "rollcall_may_query",
  MEASURES = "rollcall_may_measure";

/** The rights on the registry; repeatable. */
export const registryGrants = `
select event_store.ensure_role(name) from unnest(array['${FOLDS}', '${QUERIES}', '${MEASURES}']) name;
grant usage on schema read_models to ${QUERIES}, ${MEASURES};
grant select on read_models.generation to ${QUERIES}, ${MEASURES};`;

/** Statements for a generation's tables. */
export function grantTables(schema: string): string {
  return `
grant usage on schema ${schema} to ${FOLDS};
grant select, insert, update, delete on all tables in schema ${schema} to ${FOLDS};`;
}

/** Statements for the views, whatever they show. */
export const grantViews = `
grant select on all tables in schema read_models to ${QUERIES};
grant select on read_models.lanes to ${MEASURES};`;

/** Grants missing rights on what exists already. */
export async function grantMissing(
  owner: TransactionSql,
  generations: readonly { number: number; state: string }[],
): Promise<void> {
  for (const { number, state } of generations) {
    if (state === "discarded") continue;
    const table = `${schemaOf(number)}.jobs`;
    if (!await has(owner, FOLDS, table)) await owner.unsafe(grantTables(schemaOf(number)));
  }
  if (!await has(owner, QUERIES, "read_models.jobs")) await owner.unsafe(grantViews);
}

async function has(owner: TransactionSql, role: string, table: string): Promise<boolean> {
  const [row] = await owner<{ has: boolean }[]>`
    select has_table_privilege(${role}, ${table}, 'select') as has`;
  return row!.has;
}
