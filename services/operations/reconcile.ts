/**
 * `deno task reconcile`: removes files that have no job, or whose job was deleted, and that are
 * older than a day. On AWS a schedule runs it each day.
 *
 *     deno task reconcile          stops where most files seem to have no job
 *     deno task reconcile --all    removes them all the same
 */
import { connect, EventStore } from "@rollcall/event-store";
import { readConfig } from "@rollcall/platform/config.ts";
import { toolShapeOf } from "@rollcall/platform/config_fields.ts";
import { openFiles } from "@rollcall/platform/files.ts";
import { createLog } from "@rollcall/platform/log.ts";
import { reconcileFiles } from "./reconcile_files.ts";

const [flag, ...others] = Deno.args;
if ((flag !== undefined && flag !== "--all") || others.length) {
  console.error("usage: reconcile [--all]");
  Deno.exit(2);
}
const config = readConfig(toolShapeOf("reconciliation"));
const log = createLog("reconciliation", config.LOG_LEVEL);
const sql = connect(config.DATABASE_URL, { name: "rollcall-reconciliation", max: 1 });
const files = openFiles("reconciliation", config);
let exitCode = 0;
try {
  await reconcileFiles({ store: new EventStore(sql, "none"), files, log, all: flag === "--all" });
} catch (error) {
  log.error("files could not be reconciled", { error });
  exitCode = 1;
}
files.close();
await sql.end({ timeout: 2 });
Deno.exit(exitCode);
