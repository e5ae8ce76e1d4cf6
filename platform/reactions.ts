/**
 * Reacting to events: a message on the service's queue announces work, and a sweep over the log
 * finds work whose message was lost, or is hidden until the visibility timeout because its worker
 * was killed. Both are scheduled fairly among users (promise 12) and call `react`, which must be
 * idempotent (promises 4 and 5). A cause that fails on every try makes its job FAILED and blocks no
 * other (promise 6).
 */
import {
  Claims,
  type EventHeader,
  type EventStore,
  moveCheckpoint,
  readCheckpoint,
  Wake,
} from "@rollcall/event-store";
import { type EventRecorded, type Metadata, parseStream, type Stage } from "@rollcall/contracts";
import { SpanKind } from "@opentelemetry/api";
import { LRUCache } from "lru-cache";
import pTimeout from "p-timeout";
import { isUnavailable } from "./unavailable.ts";
import { type BusClients, startConsumer, subscriptions } from "./bus/mod.ts";
import { failJob } from "./job_failures.ts";
import { loadJob } from "./pipeline_job.ts";
import { type Log, withLogContext } from "./log.ts";
import { reactionDuration, reactionRetries, secondsSince, setAsideJobs } from "./metrics.ts";
import { activeTraceId, activeTraceparent, errorType, inSpan, untraced } from "./trace.ts";
import { JobOwners } from "./fairness/job_owners.ts";
import { NOT_BEGUN, WorkerSlots } from "./fairness/worker_slots.ts";

/** The event that causes work; its payload is in the store. */
export type Cause = Pick<EventRecorded["event"], "id" | "type" | "stream" | "version"> & {
  position: number;
  metadata: Metadata;
};

export interface ReactionOptions {
  name: Stage;
  store: EventStore;
  /** for the connection that holds the claims */
  databaseUrl: string;
  bus: BusClients;
  queueUrl: string;
  log: Log;
  /** the most causes in progress at once; one less for a single user */
  concurrency: number;
  react: (cause: Cause) => Promise<void>;
  /** The user whose turn a cause waits for; by default the job's owner. */
  ownerOf?: (cause: Cause) => Promise<string | null>;
}

export interface RunningReactions {
  stop(): Promise<void>;
}

export interface ReactionTiming {
  sweepMs: number;
  /** How long the sweep leaves an event to the bus. */
  graceMs: number;
  /** A reaction that takes longer counts as failed: a hanging one would hold its slot forever. */
  deadlineMs: number;
  /** Pauses before a message's second and third try. */
  retrySeconds: number[];
}

const TIMING: ReactionTiming = {
  sweepMs: 2_000,
  graceMs: 3_000,
  deadlineMs: 30 * 60_000,
  retrySeconds: [1, 5],
};
const SWEEP_EVENTS = 100;
const SWEEP_TRIES = 3;
/** The most sweeps that may be waiting for the work they began. */
const SWEEPS_AT_ONCE = 8;
/** Causes remembered as done or given up, to save the sweep a query. */
const REMEMBERED = 10_000;

/** Consumes the service's queue and sweeps the log until stopped. */
export function startReactions(
  options: ReactionOptions,
  timing: ReactionTiming = TIMING,
): RunningReactions {
  const { log } = options;
  const worker = new Worker(options, timing.deadlineMs, options.concurrency);
  const consumer = startConsumer({
    bus: options.bus,
    queueUrl: options.queueUrl,
    log,
    retrySeconds: timing.retrySeconds,
    handle: (message, isLastTry) => handleMessage(options, worker, message, isLastTry),
  });
  const stopping = new AbortController();
  const sweeping = untraced(() => sweepUntil(stopping.signal, options, timing, worker));
  return {
    stop: async () => {
      stopping.abort();
      worker.beginNoMore();
      await Promise.all([consumer.stop(), sweeping]);
      await worker.close();
    },
  };
}

/** A reaction, whether called by a long-running process or a Lambda function. */
export type Reaction = Pick<
  ReactionOptions,
  "name" | "store" | "databaseUrl" | "log" | "react" | "ownerOf"
>;

/**
 * Handles a message. A cause that is in progress elsewhere, or still waiting when the process
 * stops, needs no redelivery: the sweep finds it.
 * @throws what the reaction throws: the message must be redelivered
 */
export async function handleMessage(
  reaction: Reaction,
  worker: Worker,
  message: EventRecorded,
  isLastTry: boolean,
): Promise<void> {
  const cause = { ...message.event, metadata: message.metadata };
  try {
    await worker.work(cause);
  } catch (error) {
    // Not the cause's fault: the message is acknowledged, and the sweep retries once the dependency
    // is back.
    if (isUnavailable(error)) {
      return reaction.log.warn("work is postponed", { event_id: cause.id, error });
    }
    if (isLastTry) await setAside(reaction, cause);
    else reactionRetries.add(1, { "rollcall.stage": reaction.name });
    throw error;
  }
}

/** The metadata of events that the system appends because of a cause: no user acted. */
export function causedBy(cause: Pick<Cause, "id" | "metadata">): Metadata {
  return {
    ...cause.metadata,
    causationId: cause.id,
    userId: null,
    traceparent: activeTraceparent() ?? cause.metadata.traceparent,
  };
}

/** Handles each cause once, in its user's turn and under a claim; remembers what is done. */
export class Worker {
  readonly #claims: Claims;
  readonly #places: WorkerSlots;
  readonly #ownerOf: (cause: Cause) => Promise<string | null>;
  #answers: Promise<void> = Promise.resolve();
  readonly #done = new LRUCache<string, true>({ max: REMEMBERED });
  /** how often the sweep has tried each cause */
  readonly sweepTries = new LRUCache<string, number>({ max: REMEMBERED });
  /** in progress here, or waiting their turn */
  readonly #inHand = new Set<string>();

  /** @param concurrency the most causes in progress at once; by default up to the caller */
  constructor(readonly options: Reaction, readonly deadlineMs: number, concurrency = Infinity) {
    this.#claims = new Claims(options.databaseUrl, `rollcall-${options.name}-claims`);
    this.#places = new WorkerSlots(concurrency);
    const owners = new JobOwners(options.store);
    this.#ownerOf = options.ownerOf ?? ((cause) => owners.of(cause));
  }

  /**
   * False if the cause is in progress already, here or elsewhere, or was not begun before shutdown.
   * @throws what `react` throws
   */
  async work(cause: Cause): Promise<boolean> {
    if (this.#done.has(cause.id)) return true;
    if (this.#inHand.has(cause.id)) return false;
    this.#inHand.add(cause.id);
    try {
      const owner = await this.#inOrder(this.#ownerOf(cause));
      // Work without an owner is scheduled by stream, so that it does not queue behind other such
      // work.
      const outcome = await this.#places.run(owner ?? cause.stream, () => this.#claimed(cause));
      return outcome === NOT_BEGUN ? false : outcome;
    } finally {
      this.#inHand.delete(cause.id);
    }
  }

  /** Owners are looked up concurrently but returned in the order of the calls. */
  async #inOrder<T>(answer: Promise<T>): Promise<T> {
    const before = this.#answers;
    this.#answers = Promise.allSettled([before, answer]).then(() => {});
    await before;
    return await answer;
  }

  /** Begins nothing more: what is still waiting is left to the next sweep. */
  beginNoMore(): void {
    this.#places.close();
  }

  async #claimed(cause: Cause): Promise<boolean> {
    const key = `${this.options.name}/${cause.id}`;
    if (!await this.#claims.take(key)) return false;
    try {
      await this.#observed(cause);
      this.#remember(cause.id);
      return true;
    } finally {
      await this.#claims.release(key);
    }
  }

  #remember(id: string): void {
    this.#done.set(id, true);
  }

  /** Runs the reaction as a span of the cause's trace, with its ids on every log line. */
  async #observed(cause: Cause): Promise<void> {
    const { name } = this.options;
    const jobId = parseStream(cause.stream).id;
    const of = { "rollcall.stage": name, "rollcall.event.type": cause.type };
    const span = {
      name: `${name} ${cause.type}`,
      kind: SpanKind.INTERNAL,
      parent: activeTraceparent() ?? cause.metadata.traceparent,
      attributes: { ...of, "rollcall.job.id": jobId },
    };
    const startedAt = performance.now();
    let outcome = {};
    try {
      await inSpan(span, () => {
        const traceId = activeTraceId(cause.metadata.traceparent);
        const ids = {
          stream: cause.stream,
          job_id: jobId,
          correlation_id: cause.metadata.correlationId,
          ...(traceId && { trace_id: traceId }),
        };
        return withLogContext(ids, async () => {
          await this.#react(cause);
          const duration_ms = Math.round(performance.now() - startedAt);
          this.options.log.info("reacted", { event_type: cause.type, duration_ms });
        });
      });
    } catch (error) {
      outcome = { "error.type": errorType(error) };
      throw error;
    } finally {
      reactionDuration.record(secondsSince(startedAt), { ...of, ...outcome });
    }
  }

  async close(): Promise<void> {
    await this.#claims.close();
  }

  /** Work on a job deleted meanwhile counts as done, however it failed. */
  async #react(cause: Cause): Promise<void> {
    try {
      await inTime(this.options.react(cause), this.deadlineMs);
    } catch (error) {
      // Work caused by the deletion itself still has to be done.
      if (cause.type === "JobDeleted") throw error;
      const { deleted } = await loadJob(this.options.store, parseStream(cause.stream).id);
      if (!deleted) throw error;
      this.options.log.info("work on a deleted job was abandoned", { event_id: cause.id });
    }
  }
}

/** Sets the cause's job aside, see job_failures.ts. */
async function setAside({ store, name }: Reaction, cause: Cause): Promise<void> {
  await failJob(store, name, cause);
  setAsideJobs.add(1, { "rollcall.stage": name });
}

async function inTime(work: Promise<void>, ms: number): Promise<void> {
  const late = () => {
    // Not a TimeoutError, which would mean an unavailable dependency.
    throw new Error(`the reaction did not end within ${ms} ms`);
  };
  await pTimeout(work, { milliseconds: ms, fallback: late });
}

/** A sweep does not wait for work begun by earlier ones, which may take long. */
async function sweepUntil(
  signal: AbortSignal,
  options: ReactionOptions,
  { sweepMs, graceMs }: ReactionTiming,
  worker: Worker,
) {
  const { log } = options;
  const idle = new Wake();
  const underWay = new Set<Promise<void>>();
  while (!signal.aborted) {
    await idle.wait(sweepMs, signal);
    if (signal.aborted || underWay.size >= SWEEPS_AT_ONCE) continue;
    const sweeping = sweep(options, graceMs, worker)
      .catch((error) => {
        log.warn("the sweep over the log failed, retrying", { error });
      })
      .finally(() => underWay.delete(sweeping));
    underWay.add(sweeping);
  }
  await Promise.all(underWay);
}

/**
 * Handles what the bus did not deliver, each cause in its user's turn, and moves the sweep's
 * checkpoint past what is done. Resolves once all that it began has ended.
 */
export async function sweep(
  options: Reaction,
  graceMs: number,
  worker: Worker,
) {
  const { store, name } = options;
  const subscription = `${name}-sweep`;
  const from = await readCheckpoint(store.sql, subscription);
  // Positions are dense and in commit order: the next read includes everything up to this head.
  const head = await store.head();
  if (head === from) return;
  const types = subscriptions[name];
  const causes = await store.readHeaders(from, {
    maxEvents: SWEEP_EVENTS,
    ...(types && { types }),
  });
  const isFresh = ({ recordedAt }: EventHeader) => Date.now() - Date.parse(recordedAt) < graceMs;
  const fresh = causes.findIndex(isFresh);
  const old = fresh < 0 ? causes : causes.slice(0, fresh);
  const done = await Promise.all(old.map((cause) => attempt(cause, options, worker)));
  const open = done.indexOf(false);
  const isAll = open < 0 && fresh < 0 && causes.length < SWEEP_EVENTS;
  const to = isAll ? head : old.at(open < 0 ? -1 : open - 1)?.position ?? from;
  if (open !== 0 && to > from) await moveCheckpoint(store.sql, { subscription, from, to });
}

/** True if the cause is done, or given up after its last try. */
async function attempt(
  cause: EventHeader,
  options: Reaction,
  worker: Worker,
): Promise<boolean> {
  const { log } = options;
  const tries = worker.sweepTries;
  if ((tries.get(cause.id) ?? 0) >= SWEEP_TRIES) return true;
  try {
    return await worker.work(cause);
  } catch (error) {
    // An outage, however long, must not use up a cause's tries.
    if (isUnavailable(error)) {
      log.warn("work found by the sweep is postponed", { event_id: cause.id, error });
      return false;
    }
    const count = (tries.get(cause.id) ?? 0) + 1;
    tries.set(cause.id, count);
    log.error("work found by the sweep failed", { event_id: cause.id, tries: count, error });
    if (count < SWEEP_TRIES) {
      reactionRetries.add(1, { "rollcall.stage": options.name });
      return false;
    }
    await setAside(options, cause);
    return true;
  }
}
