/**
 * `deno task erasures`: applies the ledger of erasures to the database, and writes down what it lacks.
 * After a restore, before the services are back: docs/operations/restore.md.
 *
 *     deno task erasures
 *     deno task erasures expired    deletes the jobs whose time is over, as upload does each hour
 */
import { connect, EventStore } from "@rollcall/event-store";
import { readConfig } from "@rollcall/platform/config.ts";
import { toolShapeOf } from "@rollcall/platform/config_fields.ts";
import { openFiles } from "@rollcall/platform/files.ts";
import { createLog } from "@rollcall/platform/log.ts";
import { deleteExpired } from "./expired_jobs.ts";
import { reconcileLedger } from "./ledger.ts";

const [command, ...others] = Deno.args;
if ((command !== undefined && command !== "expired") || others.length) {
  console.error("usage: erasures [expired]");
  Deno.exit(2);
}
const config = readConfig(toolShapeOf("erasures"));
const log = createLog("erasures", config.LOG_LEVEL);
const sql = connect(config.DATABASE_URL, { name: "rollcall-erasures", max: 2 });
const files = openFiles("erasures", config);
let exitCode = 0;
try {
  const store = new EventStore(sql, "none");
  if (command === "expired") {
    const deleted = await deleteExpired(
      { store, objects: files, log, retention: config },
      new Date(),
    );
    log.info("expired jobs were looked for", { deleted });
  } else await reconcileLedger({ store, files, log });
} catch (error) {
  log.error(
    command === "expired"
      ? "expired jobs could not be deleted"
      : "the ledger of erasures could not be reconciled",
    { error },
  );
  exitCode = 1;
}
files.close();
await sql.end({ timeout: 2 });
Deno.exit(exitCode);
