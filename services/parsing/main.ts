/** The parser's process: reads uploaded files into the log. */
import {
  connect,
  ensureSchema,
  EventStore,
  followErasures,
  type Following,
} from "@rollcall/event-store";
import { busFields, checkQueue, ensureTopology, openBus } from "@rollcall/runtime/bus/mod.ts";
import { readConfig } from "@rollcall/runtime/config.ts";
import {
  bucketFields,
  databaseFields,
  httpFields,
  logFields,
} from "@rollcall/runtime/config_fields.ts";
import { dispatch } from "@rollcall/runtime/dispatch.ts";
import { openFiles } from "@rollcall/runtime/files.ts";
import { healthRoutes } from "@rollcall/runtime/health.ts";
import { runService } from "@rollcall/runtime/lifecycle.ts";
import { createLog } from "@rollcall/runtime/log.ts";
import { type RunningReactions, startReactions } from "@rollcall/runtime/reactions.ts";
import { parsingFunctions } from "./reactions.ts";
import { workFields } from "./work_limits.ts";

/** Files read at the same time: each holds some batches, and one core is the limit. */
const CONCURRENCY = 4;

const config = readConfig({
  ...httpFields(8005),
  ...databaseFields,
  ...busFields,
  ...bucketFields,
  ...logFields,
  ...workFields,
});
const log = createLog("parsing", config.LOG_LEVEL);
const sql = connect(config.DATABASE_URL, { name: "rollcall-parsing", max: CONCURRENCY });
const objects = openFiles("parsing", config);
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
    objects: () => objects.check(),
    queue: () => checkQueue(bus, config, "parsing"),
  }),
  start: async () => {
    await ensureSchema(sql, config.DATABASE_OWNER_URL);
    following = await followErasures(store);
    await objects.ensureBucket();
    const { queues } = await ensureTopology(bus, config);
    reactions = startReactions({
      name: "parsing",
      store,
      databaseUrl: config.DATABASE_URL,
      bus,
      queueUrl: queues.parsing.url,
      log,
      concurrency: CONCURRENCY,
      react: dispatch("parsing", parsingFunctions({ store, objects, log, limits: config }), log),
    });
  },
  stop: async () => {
    await reactions?.stop();
    await following?.stop();
    objects.close();
    bus.close();
    await sql.end({ timeout: 2 });
  },
});
