/**
 * The log is the outbox: one relay at a time, elected by a lease, reads from its cursor and
 * publishes. The cursor only passes what SNS has accepted, and only under the current fencing
 * number, so a crash at any step repeats messages but loses none (promise 3).
 */
import {
  type EventHeader,
  type EventStore,
  moveCheckpoint,
  readCheckpoint,
  releaseLease,
  takeLease,
  Wake,
} from "@rollcall/event-store";
import { idsOf, type Log } from "@rollcall/platform/log.ts";
import { type JobOwners, opaqueOwner } from "@rollcall/platform/fairness/job_owners.ts";
import { BATCH_ENTRIES, inBatches, type OutgoingMessage, toMessage } from "./batches.ts";

export interface RelayOptions {
  store: EventStore;
  owners: JobOwners;
  log: Log;
  /** woken when any process has appended */
  wake: Wake;
  /** unique to this process */
  holder: string;
  /** Sends a batch; returns how many from its start were accepted. */
  publish: (batch: OutgoingMessage[]) => Promise<number>;
  /** without it, every event is published at once */
  patience?: Patience;
}

/**
 * Events that start no work wait a moment for others, so that a busy system publishes many at a
 * time: whoever only follows the log is woken by the append itself.
 */
export interface Patience {
  ms: number;
  /** types that start work: these, and whatever is before them, are published at once */
  startsWork: ReadonlySet<string>;
}

export const SUBSCRIPTION = "relay";
const LEASE = "relay";
const LEASE_MS = 10_000;
const STANDBY_MS = 1_000;
/** Events between two moves of the cursor: the most that a crash repeats. */
const PAGE_EVENTS = 100;
/** Event data up to this size is included in the message. */
const MAX_DATA_BYTES = 4 * 1024;
/** Waits without a wake-up, increasing while the log is idle. */
const IDLE_MS = [20, 50, 100, 250, 500, 1_000, 2_000];
const FAULT_MS = [100, 500, 2_000, 5_000];

/** Relays until aborted. Retries after faults of Postgres or SNS. */
export async function relay(options: RelayOptions, signal: AbortSignal): Promise<void> {
  const { store, log, wake, holder } = options;
  // Appends do not cut short these pauses.
  const pause = new Wake();
  let idle = 0, faults = 0;
  while (!signal.aborted) {
    try {
      const fence = await takeLease(store.sql, LEASE, holder, LEASE_MS);
      if (fence === null) {
        await pause.wait(STANDBY_MS, signal);
        continue;
      }
      const moved = await relayPage(options, fence, signal);
      faults = 0;
      idle = moved ? 0 : Math.min(idle + 1, IDLE_MS.length - 1);
      if (!moved) await wake.wait(IDLE_MS[idle]!, signal);
    } catch (error) {
      log.warn("relaying failed, retrying", { error });
      await pause.wait(FAULT_MS[Math.min(faults++, FAULT_MS.length - 1)]!, signal);
    }
  }
  await releaseLease(store.sql, LEASE, holder).catch(() => {});
}

/**
 * Publishes the next page after the cursor. False if there was none, or another relay has taken
 * over.
 */
export async function relayPage(
  options: RelayOptions,
  fence: number,
  signal?: AbortSignal,
): Promise<boolean> {
  const { store, log } = options;
  const from = await readCheckpoint(store.sql, SUBSCRIPTION);
  const headers = await readPage(options, from, signal);
  if (!headers.length) return false;
  const to = await publishAll(options, headers, from);
  if (to === from) throw new Error(`SNS accepted nothing of the events from ${from + 1} on`);
  log.info("published", { from, to, ...idsOf(headers.filter(({ position }) => position <= to)) });
  return await moveCheckpoint(store.sql, { subscription: SUBSCRIPTION, from, to, fence });
}

/** The next events, in company where they can wait for it. */
async function readPage(
  { store, wake, patience }: RelayOptions,
  from: number,
  signal: AbortSignal | undefined,
): Promise<EventHeader[]> {
  const read = () =>
    store.readHeaders(from, { maxEvents: PAGE_EVENTS, maxDataBytes: MAX_DATA_BYTES });
  let headers = await read();
  if (!patience || !headers.length) return headers;
  const until = performance.now() + patience.ms;
  while (headers.length < BATCH_ENTRIES && !signal?.aborted) {
    if (headers.some(({ type }) => patience.startsWork.has(type))) break;
    const left = until - performance.now();
    if (left <= 0) break;
    await wake.wait(left, signal);
    headers = await read();
  }
  return headers;
}

/** Returns the position up to which everything was accepted. */
async function publishAll(options: RelayOptions, headers: EventHeader[], from: number) {
  const { publish, log, owners } = options;
  const messages: OutgoingMessage[] = [];
  for (const header of headers) {
    const owner = await owners.of(header);
    messages.push(toMessage(header, owner === null ? null : opaqueOwner(owner)));
  }
  let to = from;
  for (const batch of inBatches(messages)) {
    const accepted = await publish(batch).catch((error) => {
      // The cursor passes what was accepted before the fault; the rest is left for the next page.
      if (to === from) throw error;
      log.warn("SNS does not answer", { error });
      return 0;
    });
    if (accepted) to = batch[accepted - 1]!.position;
    if (accepted < batch.length) break;
  }
  return to;
}
