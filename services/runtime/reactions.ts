/**
 * Reacting to events: a message on the service's queue says that there is work, and a sweep over the
 * log finds the work whose message was lost, or whose worker was killed and holds it hidden for the
 * visibility timeout. Both end in `react`, which must be idempotent (promises 4 and 5).
 */
import {
  Claims,
  type EventHeader,
  type EventStore,
  moveCheckpoint,
  readCheckpoint,
  Wake,
} from "@rollcall/event-store";
import type { EventRecorded, Metadata } from "@rollcall/contracts";
import { type BusClients, type ConsumerName, startConsumer, subscriptions } from "./bus/mod.ts";
import { type Log, withLogContext } from "./log.ts";

/** The event that asks for work; what it says beyond this is in the store. */
export type Cause = Pick<EventRecorded["event"], "id" | "type" | "stream" | "version"> & {
  position: number;
  metadata: Metadata;
};

export interface ReactionOptions {
  name: ConsumerName;
  store: EventStore;
  /** for the claims' own connection */
  databaseUrl: string;
  bus: BusClients;
  queueUrl: string;
  log: Log;
  /** causes in work at the same time at most */
  concurrency: number;
  react: (cause: Cause) => Promise<void>;
}

export interface RunningReactions {
  stop(): Promise<void>;
}

const SWEEP_MS = 2_000;
/** The bus is given this long before the sweep takes an event up itself. */
const GRACE_MS = 3_000;
const SWEEP_EVENTS = 100;
const SWEEP_TRIES = 3;
/** Causes remembered as done, to save the sweep a look at the store. */
const REMEMBERED = 10_000;

/** Consumes the service's queue and sweeps the log until stopped. */
export function startReactions(options: ReactionOptions): RunningReactions {
  const worker = new Worker(options);
  const consumer = startConsumer({
    sqs: options.bus.sqs,
    queueUrl: options.queueUrl,
    log: options.log,
    concurrency: options.concurrency,
    // A cause that is in work elsewhere needs no message: the sweep returns to it if that fails.
    handle: async (message) => {
      await worker.work({ ...message.event, metadata: message.metadata });
    },
  });
  const stopping = new AbortController();
  const sweeping = sweepUntil(stopping.signal, options, worker);
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all([consumer.stop(), sweeping]);
      await worker.close();
    },
  };
}

/** The metadata of what the system itself does because of a cause: nobody acted. */
export function causedBy(cause: Pick<Cause, "id" | "metadata">): Metadata {
  return { ...cause.metadata, causationId: cause.id, userId: null };
}

class Worker {
  readonly #claims: Claims;
  readonly #done = new Set<string>();

  constructor(readonly options: ReactionOptions) {
    this.#claims = new Claims(options.databaseUrl, `rollcall-${options.name}-claims`);
  }

  /** False where the cause is in work already, here or elsewhere. @throws what `react` throws */
  async work(cause: Cause): Promise<boolean> {
    if (this.#done.has(cause.id)) return true;
    const key = `${this.options.name}/${cause.id}`;
    if (!await this.#claims.take(key)) return false;
    const context = { stream: cause.stream, correlation_id: cause.metadata.correlationId };
    try {
      await withLogContext(context, () => this.options.react(cause));
      this.#remember(cause.id);
      return true;
    } finally {
      await this.#claims.release(key);
    }
  }

  async close(): Promise<void> {
    await this.#claims.close();
  }

  #remember(id: string): void {
    this.#done.add(id);
    if (this.#done.size > REMEMBERED) this.#done.delete(this.#done.values().next().value!);
  }
}

async function sweepUntil(signal: AbortSignal, options: ReactionOptions, worker: Worker) {
  const { log } = options;
  const tries = new Map<string, number>();
  const idle = new Wake();
  while (!signal.aborted) {
    await idle.wait(SWEEP_MS, signal);
    if (signal.aborted) return;
    try {
      await sweep(options, worker, tries);
    } catch (error) {
      log.warn("the sweep over the log failed, it will be tried again", { error });
    }
  }
}

/** Works off what the bus did not bring, and moves the sweep's checkpoint over what is done. */
async function sweep(options: ReactionOptions, worker: Worker, tries: Map<string, number>) {
  const { store, name } = options;
  const subscription = `${name}-sweep`;
  const from = await readCheckpoint(store.sql, subscription);
  // Positions are dense and in commit order: what is read next holds everything up to this head.
  const head = await store.head();
  if (head === from) return;
  const types = subscriptions[name] ?? undefined;
  const causes = await store.readHeaders(from, { maxEvents: SWEEP_EVENTS, types });
  let to = from, done = true;
  for (const cause of causes) {
    if (Date.now() - Date.parse(cause.recordedAt) < GRACE_MS) {
      done = false;
      break;
    }
    done = await attempt(cause, options, worker, tries) && done;
    if (done) to = cause.position;
  }
  if (done && causes.length < SWEEP_EVENTS) to = Math.max(to, head);
  if (to > from) await moveCheckpoint(store.sql, { subscription, from, to });
}

/** True where the cause is done with: worked off, or given up after its last try. */
async function attempt(
  cause: EventHeader,
  { log }: ReactionOptions,
  worker: Worker,
  tries: Map<string, number>,
): Promise<boolean> {
  try {
    const worked = await worker.work(cause);
    if (worked) tries.delete(cause.id);
    return worked;
  } catch (error) {
    const count = (tries.get(cause.id) ?? 0) + 1;
    tries.set(cause.id, count);
    log.error("work found by the sweep failed", { event_id: cause.id, tries: count, error });
    if (count < SWEEP_TRIES) return false;
    tries.delete(cause.id);
    return true;
  }
}
