/**
 * Wake-ups from the bus. They only save the wait for the next look at the log; so while the bus is
 * away the queries are answered all the same, and the queue is looked for again and again.
 */
import { Wake } from "@rollcall/event-store";
import {
  type BusClients,
  type BusConfig,
  ensureTopology,
  type RunningConsumer,
  startConsumer,
} from "@rollcall/runtime/bus/mod.ts";
import type { Log } from "@rollcall/runtime/log.ts";
import type { Projector } from "./projector.ts";

export interface WakeUpOptions {
  bus: BusClients;
  config: BusConfig;
  log: Log;
  projector: Projector;
}

/** A message is acknowledged once its event is folded; one that is not comes back. */
const CATCH_UP_MS = 30_000;
const HELD_MESSAGES = 10;
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
        handle: (message) => projector.reach(message.event.position, CATCH_UP_MS),
      });
    } catch (error) {
      log.warn("the bus does not answer, the log is polled meanwhile", { error });
      await idle.wait(RETRY_MS, signal);
    }
  }
  return undefined;
}
