/** The dedupe service's process: finds who appears twice, and what else a person has to settle. */
import {
  connect,
  ensureSchema,
  EventStore,
  followErasures,
  type Following,
} from "@rollcall/event-store";
import { busFields, checkQueue, ensureTopology, openBus } from "@rollcall/runtime/bus/mod.ts";
import { readConfig } from "@rollcall/runtime/config.ts";
import { databaseFields, httpFields, logFields } from "@rollcall/runtime/config_fields.ts";
import { dispatch } from "@rollcall/runtime/dispatch.ts";
import { healthRoutes } from "@rollcall/runtime/health.ts";
import { runService } from "@rollcall/runtime/lifecycle.ts";
import { createLog } from "@rollcall/runtime/log.ts";
import { type RunningReactions, startReactions } from "@rollcall/runtime/reactions.ts";
import { findDuplicates } from "./reactions.ts";

/** Jobs compared at the same time, two of one user at the most: each holds its rows. */
const CONCURRENCY = 3;

const config = readConfig({ ...httpFields(8006), ...databaseFields, ...busFields, ...logFields });
const log = createLog("dedupe", config.LOG_LEVEL);
const sql = connect(config.DATABASE_URL, { name: "rollcall-dedupe", max: CONCURRENCY + 1 });
const bus = openBus(config);
const store = new EventStore(sql);
let reactions: RunningReactions | undefined;
let following: Following | undefined;

await runService({
  log,
  port: config.PORT,
  hostname: config.HOST,
  app: healthRoutes({
    database: () => sql`select 1`,
    queue: () => checkQueue(bus, config, "dedupe"),
  }),
  start: async () => {
    await ensureSchema(sql, config.DATABASE_OWNER_URL);
    following = await followErasures(store);
    const { queues } = await ensureTopology(bus, config);
    reactions = startReactions({
      name: "dedupe",
      store,
      databaseUrl: config.DATABASE_URL,
      bus,
      queueUrl: queues.dedupe.url,
      log,
      concurrency: CONCURRENCY,
      react: dispatch("dedupe", {
        findDuplicates: (cause) => findDuplicates({ store, log }, cause),
      }, log),
    });
  },
  stop: async () => {
    await reactions?.stop();
    await following?.stop();
    bus.close();
    await sql.end({ timeout: 2 });
  },
});
