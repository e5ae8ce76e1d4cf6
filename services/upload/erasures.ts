/**
 * `deno task erasures`: applies the ledger of erasures to the database, and writes down what it lacks.
 * After a restore, before the services are back: docs/operations/restore.md.
 */
import { connect, EventStore } from "@rollcall/event-store";
import { readConfig } from "@rollcall/platform/config.ts";
import { toolShapeOf } from "@rollcall/platform/config_fields.ts";
import { openFiles } from "@rollcall/platform/files.ts";
import { createLog } from "@rollcall/platform/log.ts";
import { reconcileLedger } from "./ledger.ts";

if (Deno.args.length) {
  console.error("usage: erasures");
  Deno.exit(2);
}
const config = readConfig(toolShapeOf("erasures"));
const log = createLog("erasures", config.LOG_LEVEL);
const sql = connect(config.DATABASE_URL, { name: "rollcall-erasures", max: 2 });
const files = openFiles("erasures", config);
let exitCode = 0;
try {
  await reconcileLedger({ store: new EventStore(sql, "none"), files, log });
} catch (error) {
  log.error("the ledger of erasures could not be reconciled", { error });
  exitCode = 1;
}
files.close();
await sql.end({ timeout: 2 });
Deno.exit(exitCode);
