/** Strikes: kills, cuts, stalls, repeats and losses, each when its moment has come. */
import { PurgeQueueCommand } from "@aws-sdk/client-sqs";
import { inBatches, toMessage } from "../../services/relay/batches.ts";
import { publishBatch } from "../../services/relay/publish.ts";
import type { Fault } from "./plan.ts";
import type { Progress } from "./progress.ts";
import { pause, type World } from "./world.ts";

export interface Struck {
  /** by target */
  kills: Record<string, number>;
  /** by kind */
  others: Record<string, number>;
}

const POLL_MS = 20;

/**
 * Strikes with every fault in its turn, and counts it in `struck`; the rest at once where `isOver` says
 * that nothing more will happen. @throws where the signal aborts
 */
export async function strike(
  world: World,
  faults: Fault[],
  progress: Progress,
  isOver: () => boolean,
  signal: AbortSignal,
  struck: Struck,
): Promise<void> {
  for (const fault of faults) {
    while (progress.events < fault.at && !isOver()) {
      progress.release();
      signal.throwIfAborted();
      await pause(POLL_MS);
    }
    progress.hold();
    await strikeOnce(world, fault, signal);
    const [counts, name] = fault.kind === "kill"
      ? [struck.kills, fault.target]
      : [struck.others, fault.kind];
    counts[name] = (counts[name] ?? 0) + 1;
    progress.moved();
  }
  progress.release();
}

async function strikeOnce(world: World, fault: Fault, signal: AbortSignal): Promise<void> {
  const { stack, proxies } = world;
  switch (fault.kind) {
    case "kill":
      if (fault.whenReady) await Promise.race([stack.ready(fault.target), aborted(signal)]);
      while (stack.pid(fault.target) === undefined) {
        signal.throwIfAborted();
        await pause(POLL_MS);
      }
      return await world.kill(fault.target);
    case "cut":
      return proxies[fault.store].cutAll();
    case "lost answer":
      return proxies[fault.store].cutNextAnswer();
    case "stall":
      return proxies[fault.store].stall(fault.ms);
    case "repeat":
      return await persistently(signal, () => repeat(world, fault));
    case "purge": {
      const QueueUrl = world.topology.queues[fault.queue].url;
      return await persistently(signal, async () => {
        await world.bus.sqs.send(new PurgeQueueCommand({ QueueUrl }));
      });
    }
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

/** Publishes events of the past once more: duplicates, and out of order. */
async function repeat(
  { store, bus, topology }: World,
  { from, count }: { from: number; count: number },
): Promise<void> {
  const after = Math.floor(from * await store.head());
  const headers = await store.readHeaders(after, { maxEvents: count });
  for (const batch of inBatches(headers.map((header) => toMessage(header, null))).reverse()) {
    await publishBatch(bus.sns, topology.topicArn, batch);
  }
}

/** The stores are among what is killed: they come back. */
async function persistently(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch {
      await pause(100);
    }
  }
}
