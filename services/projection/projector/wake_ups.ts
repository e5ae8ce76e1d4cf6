/**
 * Wake-ups from the bus. They only shorten the wait for the next poll of the log, so queries still
 * work during a bus outage, and the queue is retried. Commits notify too, and sooner: messages are
 * taken ten at a time where they can.
 */
import { Wake } from "@rollcall/event-store";
import {
  type BusClients,
  type BusConfig,
  ensureTopology,
  type RunningConsumer,
  startConsumer,
} from "@rollcall/platform/bus/mod.ts";
import type { Log } from "@rollcall/platform/log.ts";
import type { Projector } from "./projector.ts";

export interface WakeUpOptions {
  bus: BusClients;
  config: BusConfig;
  log: Log;
  projector: Projector;
}

/** A message is acknowledged once its event is folded; otherwise it is redelivered. */
const CATCH_UP_MS = 30_000;
const HELD_MESSAGES = 50;
const GATHER_MS = 250;
const RETRY_MS = 3_000;

/** Consumes the projection's queue until stopped. */
export function followQueue(options: WakeUpOptions): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const consumer = startUntilItWorks(options, stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      await (await consumer)?.stop();
    },
  };
}

async function startUntilItWorks(
  { bus, config, log, projector }: WakeUpOptions,
  signal: AbortSignal,
): Promise<RunningConsumer | undefined> {
  const idle = new Wake();
  while (!signal.aborted) {
    try {
      const { queues } = await ensureTopology(bus, config);
      return startConsumer({
        bus,
        queueUrl: queues.projection.url,
        log,
        held: HELD_MESSAGES,
        gatherMs: GATHER_MS,
        handle: (message) => projector.reach(message.event.position, CATCH_UP_MS),
      });
    } catch (error) {
      log.warn("the bus does not answer, polling the log instead", { error });
      await idle.wait(RETRY_MS, signal);
    }
  }
  return undefined;
}
