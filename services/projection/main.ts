/** The projection's process: keeps the read models and answers every query. */
import { connect, EventStore, followErasures, type Following, listen } from "@rollcall/event-store";
import { busFields, openBus } from "@rollcall/runtime/bus/mod.ts";
import { readConfig } from "@rollcall/runtime/config.ts";
import {
  authFields,
  databaseFields,
  httpFields,
  logFields,
} from "@rollcall/runtime/config_fields.ts";
import { runService } from "@rollcall/runtime/lifecycle.ts";
import { createLog } from "@rollcall/runtime/log.ts";
import { z } from "zod";
import { createProjection } from "./app.ts";
import { LIVE_CLIENTS_OF_USER } from "./live/feed.ts";
import { standBy } from "./projector/stand_by.ts";
import { followQueue } from "./projector/wake_ups.ts";
import { prepareReadModels } from "./schema/prepare.ts";

const config = readConfig({
  ...httpFields(8003),
  ...databaseFields,
  ...busFields,
  ...authFields,
  ...logFields,
  DATABASE_READ_URL: databaseFields.DATABASE_URL.optional()
    .meta({ secret: true, description: "a replica's URL, or nothing to read from the primary" }),
  LIVE_VIEWS_PER_USER: z.coerce.number().int().min(1).default(LIVE_CLIENTS_OF_USER)
    .meta({ description: "the number of live views that one user may have open, at least 1" }),
});
const log = createLog("projection", config.LOG_LEVEL);
const sql = connect(config.DATABASE_URL, { name: "rollcall-projection", max: 12 });
const reads = config.DATABASE_READ_URL
  ? connect(config.DATABASE_READ_URL, { name: "rollcall-projection-reads", max: 12 })
  : sql;
const bus = openBus(config);
const store = new EventStore(sql);
const { app, projector, feed, forget } = createProjection({
  store,
  reads,
  auth: config,
  log,
  liveViewsPerUser: config.LIVE_VIEWS_PER_USER,
  // Its queries do not fit the new tables. Whoever keeps the process starts the code that does.
  superseded: () => Deno.exit(3),
});
let wakeUps: { stop(): Promise<void> } | undefined;
let following: Following | undefined;

await prepareReadModels(sql, config.DATABASE_OWNER_URL);
await runService({
  log,
  app,
  port: config.PORT,
  hostname: config.HOST,
  start: async () => {
    const refusal = await standBy(sql, log);
    if (refusal) refuse(refusal);
    following = await followErasures(store, { erased: forget });
    projector.start();
    await listen(sql, projector.wake);
    wakeUps = followQueue({ bus, config, log, projector });
  },
  quiesce: () => feed.close(),
  stop: async () => {
    await wakeUps?.stop();
    await following?.stop();
    await projector.stop();
    bus.close();
    await Promise.all([sql, reads].map((pool) => pool.end({ timeout: 5 })));
  },
});

/** No restart cures it. */
function refuse(sentence: string): never {
  console.error(sentence);
  Deno.exit(2);
}
