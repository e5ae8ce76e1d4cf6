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
  window?: BatchWindow;
}

/**
 * Events that start no work wait a moment for others, so that a busy system publishes many at a
 * time: consumers that only follow the log are woken by the append itself.
 */
export interface BatchWindow {
  waitMs: number;
  /** between two looks at what has come; 20 by default */
  gatherMs?: number;
  /** types that start work: these, and whatever is before them, are published at once */
  startsWork: ReadonlySet<string>;
}

export const SUBSCRIPTION = "relay";
const LEASE = "relay";
const LEASE_MS = 10_000;
/** A renewal is a commit: on each page it would come before every message. */
const RENEW_MS = LEASE_MS / 3;
const STANDBY_MS = 1_000;
/** Events between two moves of the cursor: the most that a crash repeats. */
const PAGE_EVENTS = 100;
/** Event data up to this size is included in the message. */
const MAX_DATA_BYTES = 4 * 1024;
/** Waits without a wake-up, increasing while the log is idle: each append sends one. */
const IDLE_MS = [250, 1_000, 2_000];
const GATHER_MS = 20;
const FAULT_MS = [100, 500, 2_000, 5_000];

/** Relays until aborted. Retries after faults of Postgres or SNS. */
export async function relay(options: RelayOptions, signal: AbortSignal): Promise<void> {
  const { store, log, wake, holder } = options;
  // Appends do not cut short these pauses.
  const pause = new Wake();
  let fence: number | null = null, renewAt = 0;
  /** the cursor, while nobody else can have moved it */
  let from: number | undefined;
  let idle = 0, faults = 0;
  while (!signal.aborted) {
    try {
      if (performance.now() >= renewAt) {
        renewAt = performance.now() + RENEW_MS;
        const taken = await takeLease(store.sql, LEASE, holder, LEASE_MS);
        if (taken !== fence) from = undefined;
        fence = taken;
      }
      if (fence === null) {
        renewAt = 0;
        await pause.wait(STANDBY_MS, signal);
        continue;
      }
      const { outcome, at } = await relayPage(options, { fence, from, signal });
      from = at;
      faults = 0;
      idle = outcome === "published" ? 0 : Math.min(idle + 1, IDLE_MS.length - 1);
      if (outcome === "overtaken") renewAt = 0;
      if (outcome !== "published") await wake.wait(IDLE_MS[idle]!, signal);
    } catch (error) {
      log.warn("relaying failed, retrying", { error });
      renewAt = 0;
      from = undefined;
      await pause.wait(FAULT_MS[Math.min(faults++, FAULT_MS.length - 1)]!, signal);
    }
  }
  await releaseLease(store.sql, LEASE, holder).catch(() => {});
}

/**
 * "empty": nothing is after the cursor. "overtaken": another relay has moved it, or may.
 * `at`: where the cursor stands, if that is known.
 */
export interface PublishedPage {
  outcome: "published" | "empty" | "overtaken";
  at: number | undefined;
}

export interface Lead {
  fence: number;
  /** where the cursor stands, if that is known: only a holder of the lease moves it */
  from?: number | undefined;
  signal?: AbortSignal;
}

/** Publishes the next page after the cursor. */
export async function relayPage(
  options: RelayOptions,
  { fence, from: known, signal }: Lead,
): Promise<PublishedPage> {
  const { store, log } = options;
  const from = known ?? await readCheckpoint(store.sql, SUBSCRIPTION);
  const headers = await readPage(options, from, signal);
  if (!headers.length) return { outcome: "empty", at: from };
  const to = await publishAll(options, headers, from);
  if (to === from) throw new Error(`SNS accepted nothing of the events from ${from + 1} on`);
  log.info("published", { from, to, ...idsOf(headers.filter(({ position }) => position <= to)) });
  const moved = await moveCheckpoint(store.sql, { subscription: SUBSCRIPTION, from, to, fence });
  return moved ? { outcome: "published", at: to } : { outcome: "overtaken", at: undefined };
}

/** The next events, with those that arrive while they can wait. */
async function readPage(
  { store, wake, window }: RelayOptions,
  from: number,
  signal: AbortSignal | undefined,
): Promise<EventHeader[]> {
  const read = () =>
    store.readHeaders(from, { maxEvents: PAGE_EVENTS, maxDataBytes: MAX_DATA_BYTES });
  let headers = await read();
  if (!window || !headers.length) return headers;
  const until = performance.now() + window.waitMs;
  while (headers.length < BATCH_ENTRIES && !signal?.aborted) {
    if (headers.some(({ type }) => window.startsWork.has(type))) break;
    const left = until - performance.now();
    if (left <= 0) break;
    await wake.wait(left, signal);
    const gatherMs = Math.min(window.gatherMs ?? GATHER_MS, until - performance.now());
    if (gatherMs > 0) await new Wake().wait(gatherMs, signal);
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
