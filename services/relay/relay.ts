/**
 * The log is the outbox: one relay at a time, by a lease, reads on from its cursor and publishes. The
 * cursor moves only over what SNS has accepted and only under the current fencing number, so a
 * crash at any step repeats messages and loses none (promise 3).
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
import { idsOf, type Log } from "@rollcall/runtime/log.ts";
import { opaqueOwner, type Owners } from "@rollcall/runtime/turns/owners.ts";
import { inBatches, type OutgoingMessage, toMessage } from "./batches.ts";

export interface RelayOptions {
  store: EventStore;
  owners: Owners;
  log: Log;
  /** woken when some process has appended */
  wake: Wake;
  /** unique to this process */
  holder: string;
  /** Sends a batch; answers how many from its start were accepted. */
  publish: (batch: OutgoingMessage[]) => Promise<number>;
}

export const SUBSCRIPTION = "relay";
const LEASE = "relay";
const LEASE_MS = 10_000;
const STANDBY_MS = 1_000;
/** Events between two moves of the cursor: what a crash repeats at most. */
const PAGE_EVENTS = 100;
/** Facts up to this size travel in the message. */
const MAX_DATA_BYTES = 4 * 1024;
/** The longest wait where no wake-up comes; a fresh append is looked for sooner. */
const IDLE_MS = [20, 50, 100, 250, 500];
const FAULT_MS = [100, 500, 2_000, 5_000];

/** Relays until aborted. Faults of Postgres or SNS are waited out. */
export async function relay(options: RelayOptions, signal: AbortSignal): Promise<void> {
  const { store, log, wake, holder } = options;
  // Standing by and waiting out a fault are not cut short by somebody's append.
  const pause = new Wake();
  let idle = 0, faults = 0;
  while (!signal.aborted) {
    try {
      const fence = await takeLease(store.sql, LEASE, holder, LEASE_MS);
      if (fence === null) {
        await pause.wait(STANDBY_MS, signal);
        continue;
      }
      const moved = await relayPage(options, fence);
      faults = 0;
      idle = moved ? 0 : Math.min(idle + 1, IDLE_MS.length - 1);
      if (!moved) await wake.wait(IDLE_MS[idle]!, signal);
    } catch (error) {
      log.warn("relaying failed, it will be tried again", { error });
      await pause.wait(FAULT_MS[Math.min(faults++, FAULT_MS.length - 1)]!, signal);
    }
  }
  await releaseLease(store.sql, LEASE, holder).catch(() => {});
}

/** Publishes the next page behind the cursor. False where there was none, or it belongs to another. */
export async function relayPage(options: RelayOptions, fence: number): Promise<boolean> {
  const { store, log } = options;
  const from = await readCheckpoint(store.sql, SUBSCRIPTION);
  const headers = await store.readHeaders(from, {
    maxEvents: PAGE_EVENTS,
    maxDataBytes: MAX_DATA_BYTES,
  });
  if (!headers.length) return false;
  const to = await publishAll(options, headers, from);
  if (to === from) throw new Error(`SNS accepted nothing of the events from ${from + 1} on`);
  log.info("published", { from, to, ...idsOf(headers.filter(({ position }) => position <= to)) });
  return await moveCheckpoint(store.sql, { subscription: SUBSCRIPTION, from, to, fence });
}

/** The position up to which everything was accepted. */
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
      // What was accepted before the fault is passed; the rest is for the next page.
      if (to === from) throw error;
      log.warn("SNS does not answer", { error });
      return 0;
    });
    if (accepted) to = batch[accepted - 1]!.position;
    if (accepted < batch.length) break;
  }
  return to;
}
