/** The relay's process: publishes the log to the topic. */
import { connect, ensureSchema, EventStore, listen, newId, Wake } from "@rollcall/event-store";
import { busFields, checkTopics, ensureTopology, openBus } from "@rollcall/runtime/bus/mod.ts";
import { readConfig } from "@rollcall/runtime/config.ts";
import { databaseFields, httpFields, logFields } from "@rollcall/runtime/config_fields.ts";
import { healthRoutes } from "@rollcall/runtime/health.ts";
import { runService } from "@rollcall/runtime/lifecycle.ts";
import { createLog } from "@rollcall/runtime/log.ts";
import { untraced } from "@rollcall/runtime/trace.ts";
import { Owners } from "@rollcall/runtime/turns/owners.ts";
import type { OutgoingMessage } from "./batches.ts";
import { publishBatch } from "./publish.ts";
import { relay } from "./relay.ts";

const config = readConfig({ ...httpFields(8007), ...databaseFields, ...busFields, ...logFields });
const log = createLog("relay", config.LOG_LEVEL);
const sql = connect(config.DATABASE_URL, { name: "rollcall-relay", max: 3 });
const bus = openBus(config);
const store = new EventStore(sql);
const wake = new Wake();
const stopping = new AbortController();
let running: Promise<void> = Promise.resolve();

await runService({
  log,
  port: config.PORT,
  hostname: config.HOST,
  app: healthRoutes({ database: () => sql`select 1`, topic: () => checkTopics(bus) }),
  start: async () => {
    await ensureSchema(sql, config.DATABASE_OWNER_URL);
    const { topicArn } = await ensureTopology(bus, config);
    await listen(sql, wake.wake);
    const options = {
      store,
      owners: new Owners(store),
      log,
      wake,
      holder: newId(),
      publish: (batch: OutgoingMessage[]) => publishBatch(bus.sns, topicArn, batch),
    };
    running = untraced(() => relay(options, stopping.signal));
  },
  stop: async () => {
    stopping.abort();
    await running;
    bus.close();
    await sql.end({ timeout: 2 });
  },
});
