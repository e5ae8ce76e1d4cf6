/** The operator's service: reads what there is to know about the others, and writes nothing. */
import { connect, ensureSchema, EventStore } from "@rollcall/event-store";
import { busFields, openBus } from "@rollcall/runtime/bus/mod.ts";
import { readConfig } from "@rollcall/runtime/config.ts";
import {
  authFields,
  databaseFields,
  httpFields,
  logFields,
} from "@rollcall/runtime/config_fields.ts";
import { healthRoutes } from "@rollcall/runtime/health.ts";
import { runService } from "@rollcall/runtime/lifecycle.ts";
import { createLog } from "@rollcall/runtime/log.ts";
import { figuresReader } from "./figures.ts";
import { reportMetrics } from "./metrics.ts";
import { operationsApp } from "./routes.ts";
import { shared } from "./shared.ts";

const config = readConfig({
  ...httpFields(8008),
  DATABASE_URL: databaseFields.DATABASE_URL,
  ...busFields,
  ...authFields,
  ...logFields,
});
const log = createLog("operations", config.LOG_LEVEL);
const sql = connect(readOnly(config.DATABASE_URL), {
  name: "rollcall-operations",
  max: 3,
  statementTimeoutMs: 3_000,
});
const bus = openBus(config);
/** Whoever asks within 2 s gets the same figures, be it a person, a page or the metrics. */
const read = shared(figuresReader({ store: new EventStore(sql), bus, config }), 2_000);
const app = operationsApp({ log, auth: config, read });
app.route("/", healthRoutes({ database: () => sql`select 1` }));
const stopMetrics = reportMetrics(read, log);

await runService({
  log,
  app,
  port: config.PORT,
  hostname: config.HOST,
  start: () => ensureSchema(sql, undefined),
  stop: async () => {
    stopMetrics();
    bus.close();
    await sql.end({ timeout: 2 });
  },
});

/** Every transaction on this URL may only read: the role that services share could do more. */
function readOnly(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.searchParams.set("default_transaction_read_only", "on");
  return url.href;
}
