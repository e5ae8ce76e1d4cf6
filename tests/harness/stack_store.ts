/** The event store of a running stack: its data keys are wrapped by the stack's own master key. */
import { EventStore, type Sql } from "@rollcall/event-store";
import { openMasterKey } from "@rollcall/platform/master_key/mod.ts";
import { masterKeyOf, readSettings } from "../../deploy/local/settings.ts";

/** @param variables those that the stack was made from */
export function stackStore({ variables }: { variables: Record<string, string> }, sql: Sql) {
  return new EventStore(sql, openMasterKey({ MASTER_KEY: stackMasterKey({ variables }) }));
}

/** What its services have as MASTER_KEY. */
export function stackMasterKey({ variables }: { variables: Record<string, string> }): string {
  return masterKeyOf(readSettings(Deno.cwd(), variables), "projection");
}
