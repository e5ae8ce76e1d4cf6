/** The projection's process: keeps the read models and answers every query. */
import * as eventStore from "@rollcall/event-store";
import * as bus from "@rollcall/platform/bus/mod.ts";
import * as masterKey from "@rollcall/platform/master_key/mod.ts";
import { startService } from "@rollcall/platform/service.ts";
import { createProjection } from "./app.ts";
import { variables } from "./config.ts";
import { standBy } from "./projector/stand_by.ts";
import { followQueue } from "./projector/wake_ups.ts";
import { prepareReadModels } from "./schema/prepare.ts";

const POOL = { max: 12, byKey: true };

await startService("projection", {
  modules: { eventStore, bus, masterKey },
  variables,
  pool: POOL,
  migrated: async ({ sql, log }) => {
    await prepareReadModels(sql, undefined);
    const refusal = await standBy(sql, log);
    if (refusal) refuse(refusal);
  },
  wire: ({ sql, store, bus: clients, security, config, log }) => {
    const { DATABASE_READ_URL: url } = config;
    const replica = url
      ? eventStore.connect(url, { ...POOL, name: "rollcall-projection-reads" })
      : undefined;
    const { app, projector, feed, forget } = createProjection({
      store,
      reads: replica ?? sql,
      auth: config,
      security,
      proxyHops: config.TRUSTED_PROXY_HOPS,
      retention: config,
      log,
      liveViewsPerUser: config.LIVE_VIEWS_PER_USER,
      // Its queries do not match the new tables; the supervisor starts the newer code.
      superseded: () => Deno.exit(3),
    });
    let wakeUps: { stop(): Promise<void> } | undefined;
    return {
      app,
      erased: forget,
      start: async () => {
        projector.start();
        await eventStore.listen(sql, projector.wake);
        wakeUps = followQueue({ bus: clients, config, log, projector });
      },
      quiesce: () => feed.close(),
      stop: async () => {
        await wakeUps?.stop();
        await projector.stop();
        await replica?.end({ timeout: 5 });
      },
    };
  },
});

/** A restart would not help. */
function refuse(sentence: string): never {
  console.error(sentence);
  Deno.exit(2);
}
