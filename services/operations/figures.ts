/**
 * All figures as of one moment. The log's come from Postgres, the queues' from the bus; without
 * Postgres there is no answer, without the bus one with gaps, since operators need the figures most
 * during an outage.
 */
import type { Operations } from "@rollcall/contracts/api";
import type { EventStore } from "@rollcall/event-store";
import {
  type BusClients,
  type BusConfig,
  type ConsumerName,
  subscriptions,
} from "@rollcall/platform/bus/mod.ts";
import type { FailedJobCounter } from "./failed_jobs.ts";
import { readGenerations, readLanes } from "./generations.ts";
import { readClaims, type ReaderAt, readLeader, readPositions } from "./positions.ts";
import { queueReader } from "./queues.ts";

export interface FiguresOptions {
  store: EventStore;
  bus: BusClients;
  config: BusConfig;
  failedJobs: FailedJobCounter;
}

const consumers = Object.keys(subscriptions) as ConsumerName[];

/** @returns a function that reads all figures, and throws while Postgres is unavailable */
export function figuresReader(
  { store, bus, config, failedJobs }: FiguresOptions,
): () => Promise<Operations> {
  const { sql } = store;
  const readQueues = queueReader(bus, config);
  return async () => {
    const queues = readQueues();
    const registry = await readGenerations(sql);
    const live = registry.find((generation) => generation.state === "live");
    const { takenAt, head, newestSeconds, of } = await readPositions(sql, [
      { name: "relay", types: null },
      ...consumers.map((name) => ({
        name: name === "projection" ? live?.subscription ?? "none" : `${name}-sweep`,
        types: subscriptions[name],
      })),
      ...registry.map(({ subscription }) => ({ name: subscription, types: null })),
    ]);
    const [leader, claims, lanes] = await Promise.all([
      readLeader(sql, "relay"),
      readClaims(sql),
      readLanes(sql),
    ]);
    const failed = await failedJobs.read();
    const found = await queues;

    const { position, lag_events, oldest_seconds, checkpoint_age_seconds } = of("relay");
    return {
      taken_at: takenAt,
      log: { head, newest_event_seconds: newestSeconds },
      bus_answers: found !== null,
      relay: {
        position,
        lag_events,
        oldest_unpublished_seconds: oldest_seconds,
        checkpoint_age_seconds,
        leader,
      },
      consumers: consumers.map((name) => {
        const at = of(name === "projection" ? live?.subscription ?? "none" : `${name}-sweep`);
        return {
          name,
          position: at.position,
          lag_events: at.lag_events,
          oldest_pending_seconds: at.oldest_seconds,
          checkpoint_age_seconds: at.checkpoint_age_seconds,
          queue: found?.[name].queue ?? null,
          parked: found?.[name].parked ?? null,
          claims: claims.get(name) ?? 0,
        };
      }),
      projection: {
        live_generation: live?.number ?? null,
        generations: registry.map(({ number, state, subscription }) => {
          const at = of(subscription);
          return {
            generation: number,
            state,
            position: at.position,
            lag_events: at.lag_events,
            checkpoint_age_seconds: at.checkpoint_age_seconds,
          };
        }),
        still_seconds: live ? stillSeconds(of(live.subscription)) : 0,
        lanes,
      },
      failed_jobs: failed,
    };
  };
}

/**
 * Seconds since its checkpoint moved, or since there is something to fold, whichever is shorter.
 */
function stillSeconds({ oldest_seconds, checkpoint_age_seconds }: ReaderAt): number {
  if (oldest_seconds === null) return 0;
  return Math.min(oldest_seconds, checkpoint_age_seconds ?? Infinity);
}
