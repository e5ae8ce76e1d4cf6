/** The relay's process: publishes the log to the topic. */
import * as eventStore from "@rollcall/event-store";
import * as bus from "@rollcall/platform/bus/mod.ts";
import { startService } from "@rollcall/platform/service.ts";
import { untraced } from "@rollcall/platform/trace.ts";
import { JobOwners } from "@rollcall/platform/fairness/job_owners.ts";
import type { OutgoingMessage } from "./batches.ts";
import { services } from "@rollcall/platform/manifest.ts";
import { publishBatch } from "./publish.ts";
import { type BatchWindow, relay } from "./relay.ts";

/** How long events that start no work wait for others, to be published in one batch. */
const BATCH_WINDOW_MS = 100;

const BATCH_WINDOW: BatchWindow = {
  waitMs: BATCH_WINDOW_MS,
  startsWork: new Set(
    services.flatMap(({ reacts }) => typeof reacts === "object" ? Object.keys(reacts) : []),
  ),
};

await startService("relay", {
  modules: { eventStore, bus },
  pool: { max: 3 },
  wire: ({ sql, store, bus: clients, config, log }) => {
    const stopping = new AbortController();
    let running: Promise<void> = Promise.resolve();
    return {
      start: async () => {
        const { topicArn } = await bus.ensureTopology(clients, config);
        const wake = new eventStore.Wake();
        await eventStore.listen(sql, wake.wake);
        const options = {
          store,
          owners: new JobOwners(store),
          log,
          wake,
          holder: eventStore.newId(),
          publish: (batch: OutgoingMessage[]) => publishBatch(clients.sns, topicArn, batch),
          window: BATCH_WINDOW,
        };
        running = untraced(() => relay(options, stopping.signal));
      },
      stop: async () => {
        stopping.abort();
        await running;
      },
    };
  },
});
