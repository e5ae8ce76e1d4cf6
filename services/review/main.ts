/** The review service's process: takes decisions, undoes them, finalises. */
import {
  Claims,
  connect,
  ensureSchema,
  EventStore,
  followErasures,
  type Following,
} from "@rollcall/event-store";
import { authenticate } from "@rollcall/runtime/auth.ts";
import { busFields, ensureTopology, openBus } from "@rollcall/runtime/bus/mod.ts";
import { readConfig } from "@rollcall/runtime/config.ts";
import {
  authFields,
  databaseFields,
  httpFields,
  logFields,
} from "@rollcall/runtime/config_fields.ts";
import { dispatch } from "@rollcall/runtime/dispatch.ts";
import { healthRoutes } from "@rollcall/runtime/health.ts";
import { runService } from "@rollcall/runtime/lifecycle.ts";
import { createLog } from "@rollcall/runtime/log.ts";
import { type RunningReactions, startReactions } from "@rollcall/runtime/reactions.ts";
import { finalizeWhereNothingIsOpen } from "./reactions.ts";
import { Reviews } from "./reviews.ts";
import { reviewApp } from "./routes.ts";
import { SizedDesk } from "./sized_desk.ts";
import { Threads } from "./threads/threads.ts";

const config = readConfig({
  ...httpFields(8002),
  ...databaseFields,
  ...busFields,
  ...authFields,
  ...logFields,
});
const log = createLog("review", config.LOG_LEVEL);
const sql = connect(config.DATABASE_URL, { name: "rollcall-review" });
const bus = openBus(config);
const store = new EventStore(sql);
const threads = new Threads(config.DATABASE_URL);
const claims = new Claims(config.DATABASE_URL, "rollcall-review-bulk");
const here = new Reviews(store);
const reviews = new SizedDesk({ store, here, threads, claims });
const app = reviewApp({ log, authenticate: authenticate(config), reviews });
app.route("/", healthRoutes({ database: () => sql`select 1` }));
let reactions: RunningReactions | undefined;
let following: Following | undefined;

await runService({
  log,
  app,
  port: config.PORT,
  hostname: config.HOST,
  start: async () => {
    await ensureSchema(sql, config.DATABASE_OWNER_URL);
    await threads.open();
    following = await followErasures(store, {
      erased: (jobIds) => {
        here.forget(jobIds);
        threads.forget(jobIds);
      },
    });
    const { queues } = await ensureTopology(bus, config);
    reactions = startReactions({
      name: "review",
      store,
      databaseUrl: config.DATABASE_URL,
      bus,
      queueUrl: queues.review.url,
      log,
      concurrency: 4,
      react: dispatch("review", {
        finalizeWhereNothingIsOpen: (cause) => finalizeWhereNothingIsOpen({ reviews, log }, cause),
      }, log),
    });
  },
  stop: async () => {
    await reactions?.stop();
    await following?.stop();
    bus.close();
    await Promise.all([threads.close(), claims.close(), sql.end({ timeout: 2 })]);
  },
});
