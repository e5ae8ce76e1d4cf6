/**
 * Reacting to events: a message on the service's queue says that there is work, and a sweep over the
 * log finds the work whose message was lost, or whose worker was killed and holds it hidden for the
 * visibility timeout. Both take their turn among the users (promise 12), and end in `react`, which
 * must be idempotent (promises 4 and 5). A cause that fails on every try makes its job FAILED and
 * holds up no other (promise 6).
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
import { isAway } from "./away.ts";
import { type BusClients, startConsumer, subscriptions } from "./bus/mod.ts";
import { failJob } from "./failures.ts";
import { loadJob } from "./job.ts";
import { type Log, withLogContext } from "./log.ts";
import { parkedJobs, reactionDuration, reactionRetries, secondsSince } from "./metrics.ts";
import { activeTraceId, activeTraceparent, errorType, inSpan, untraced } from "./trace.ts";
import { Owners } from "./turns/owners.ts";
import { NOT_BEGUN, Places } from "./turns/places.ts";

/** The event that asks for work; what it says beyond this is in the store. */
export type Cause = Pick<EventRecorded["event"], "id" | "type" | "stream" | "version"> & {
  position: number;
  metadata: Metadata;
};

export interface ReactionOptions {
  name: Stage;
  store: EventStore;
  /** for the claims' own connection */
  databaseUrl: string;
  bus: BusClients;
  queueUrl: string;
  log: Log;
  /** causes in work at the same time at most; of one user, one less */
  concurrency: number;
  react: (cause: Cause) => Promise<void>;
  /** Whose turn a cause has to wait for; where left out, that of the user whose job it is. */
  ownerOf?: (cause: Cause) => Promise<string | null>;
}

export interface RunningReactions {
  stop(): Promise<void>;
}

export interface ReactionTiming {
  sweepMs: number;
  /** The bus is given this long before the sweep takes an event up itself. */
  graceMs: number;
  /** After it a reaction counts as failed: one that never ends would hold its place for good. */
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
/** Sweeps that wait for what they began; while there are so many, no other begins. */
const SWEEPS_AT_ONCE = 8;
/** Causes remembered as done, to save the sweep a look at the store, and those that it gave up. */
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

/** What a reaction is, whoever calls it: a process that stays, or a function that is invoked. */
export type Reaction = Pick<
  ReactionOptions,
  "name" | "store" | "databaseUrl" | "log" | "react" | "ownerOf"
>;

/**
 * Works off what a message asks for. A cause that is in work elsewhere needs no message, nor one
 * that waited for its turn as the process was stopped: the sweep returns to it.
 * @throws what the reaction throws: the message must come again
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
    // Not the cause's fault: the sweep returns to it when what is away is back, and the message
    // has done its part.
    if (isAway(error)) {
      return reaction.log.warn("work has to wait", { event_id: cause.id, error });
    }
    if (isLastTry) await park(reaction, cause);
    else reactionRetries.add(1, { "rollcall.stage": reaction.name });
    throw error;
  }
}

/** The metadata of what the system itself does because of a cause: nobody acted. */
export function causedBy(cause: Pick<Cause, "id" | "metadata">): Metadata {
  return {
    ...cause.metadata,
    causationId: cause.id,
    userId: null,
    traceparent: activeTraceparent() ?? cause.metadata.traceparent,
  };
}

/** Does each cause once, in its user's turn and under a claim; remembers what it has done. */
export class Worker {
  readonly #claims: Claims;
  readonly #places: Places;
  readonly #ownerOf: (cause: Cause) => Promise<string | null>;
  #answers: Promise<void> = Promise.resolve();
  readonly #done = new Set<string>();
  /** in work here, or waiting for their turn */
  readonly #inHand = new Set<string>();

  /** @param concurrency causes in work at the same time at most; without it, who calls says so */
  constructor(readonly options: Reaction, readonly deadlineMs: number, concurrency = Infinity) {
    this.#claims = new Claims(options.databaseUrl, `rollcall-${options.name}-claims`);
    this.#places = new Places(concurrency);
    const owners = new Owners(options.store);
    this.#ownerOf = options.ownerOf ?? ((cause) => owners.of(cause));
  }

  /**
   * False where the cause is in hand already, here or elsewhere, or was not begun any more.
   * @throws what `react` throws
   */
  async work(cause: Cause): Promise<boolean> {
    if (this.#done.has(cause.id)) return true;
    if (this.#inHand.has(cause.id)) return false;
    this.#inHand.add(cause.id);
    try {
      const owner = await this.#inOrder(this.#ownerOf(cause));
      // Nobody's work waits behind nobody's other work.
      const outcome = await this.#places.run(owner ?? cause.stream, () => this.#claimed(cause));
      return outcome === NOT_BEGUN ? false : outcome;
    } finally {
      this.#inHand.delete(cause.id);
    }
  }

  /** Looked up side by side, owners are told in the order in which they were asked for. */
  async #inOrder<T>(answer: Promise<T>): Promise<T> {
    const before = this.#answers;
    this.#answers = Promise.allSettled([before, answer]).then(() => {});
    await before;
    return await answer;
  }

  /** Nothing is begun from now on: what waits for its turn is left to whoever sweeps next. */
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
    this.#done.add(id);
    if (this.#done.size > REMEMBERED) this.#done.delete(this.#done.values().next().value!);
  }

  /** The reaction as a span of the cause's trace, with its ids on every line that it logs. */
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

  /** Work on a job that was deleted meanwhile is done with, however it broke off. */
  async #react(cause: Cause): Promise<void> {
    try {
      await inTime(this.options.react(cause), this.deadlineMs);
    } catch (error) {
      // What a deletion asks for is not over because the job is deleted.
      if (cause.type === "JobDeleted") throw error;
      const { deleted } = await loadJob(this.options.store, parseStream(cause.stream).id);
      if (!deleted) throw error;
      this.options.log.info("work on a deleted job was broken off", { event_id: cause.id });
    }
  }
}

/** Sets the cause's job aside, see failures.ts. */
async function park({ store, name }: Reaction, cause: Cause): Promise<void> {
  await failJob(store, name, cause);
  parkedJobs.add(1, { "rollcall.stage": name });
}

async function inTime(work: Promise<void>, ms: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the reaction did not end within ${ms} ms`)), ms);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** A sweep does not wait for what those before it have begun: that may be long. */
async function sweepUntil(
  signal: AbortSignal,
  options: ReactionOptions,
  { sweepMs, graceMs }: ReactionTiming,
  worker: Worker,
) {
  const { log } = options;
  const tries = new Map<string, number>();
  const idle = new Wake();
  const underWay = new Set<Promise<void>>();
  while (!signal.aborted) {
    await idle.wait(sweepMs, signal);
    if (signal.aborted || underWay.size >= SWEEPS_AT_ONCE) continue;
    const sweeping = sweep(options, graceMs, worker, tries)
      .catch((error) => {
        log.warn("the sweep over the log failed, it will be tried again", { error });
      })
      .finally(() => underWay.delete(sweeping));
    underWay.add(sweeping);
  }
  await Promise.all(underWay);
}

/**
 * Works off what the bus did not bring, each cause in its user's turn, and moves the sweep's
 * checkpoint over what is done. Resolves once all that it has begun has ended.
 */
export async function sweep(
  options: Reaction,
  graceMs: number,
  worker: Worker,
  tries: Map<string, number>,
) {
  const { store, name } = options;
  const subscription = `${name}-sweep`;
  const from = await readCheckpoint(store.sql, subscription);
  // Positions are dense and in commit order: what is read next holds everything up to this head.
  const head = await store.head();
  if (head === from) return;
  const types = subscriptions[name] ?? undefined;
  const causes = await store.readHeaders(from, { maxEvents: SWEEP_EVENTS, types });
  const isFresh = ({ recordedAt }: EventHeader) => Date.now() - Date.parse(recordedAt) < graceMs;
  const fresh = causes.findIndex(isFresh);
  const old = fresh < 0 ? causes : causes.slice(0, fresh);
  const done = await Promise.all(old.map((cause) => attempt(cause, options, worker, tries)));
  const open = done.indexOf(false);
  const isAll = open < 0 && fresh < 0 && causes.length < SWEEP_EVENTS;
  const to = isAll ? head : old.at(open < 0 ? -1 : open - 1)?.position ?? from;
  if (open !== 0 && to > from) await moveCheckpoint(store.sql, { subscription, from, to });
}

/** True where the cause is done with: worked off, or given up after its last try. */
async function attempt(
  cause: EventHeader,
  options: Reaction,
  worker: Worker,
  tries: Map<string, number>,
): Promise<boolean> {
  const { log } = options;
  if ((tries.get(cause.id) ?? 0) >= SWEEP_TRIES) return true;
  try {
    return await worker.work(cause);
  } catch (error) {
    // What is away comes back: an outage, however long, must not use a cause's tries up.
    if (isAway(error)) {
      log.warn("work found by the sweep has to wait", { event_id: cause.id, error });
      return false;
    }
    const count = (tries.get(cause.id) ?? 0) + 1;
    tries.set(cause.id, count);
    if (tries.size > REMEMBERED) tries.delete(tries.keys().next().value!);
    log.error("work found by the sweep failed", { event_id: cause.id, tries: count, error });
    if (count < SWEEP_TRIES) {
      reactionRetries.add(1, { "rollcall.stage": options.name });
      return false;
    }
    await park(options, cause);
    return true;
  }
}
