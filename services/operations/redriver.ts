/** Sends what was set aside on again, one request after the other: each empties the same queues. */
import type { EventStore } from "@rollcall/event-store";
import { type BusClients, type BusConfig, ensureTopology } from "@rollcall/platform/bus/mod.ts";
import { DeadLetterCommands } from "./dead_letter_commands.ts";
import type { FailedJobCounter } from "./failed_jobs.ts";

export interface RedriverParts {
  store: EventStore;
  bus: BusClients;
  config: BusConfig;
  failedJobs: FailedJobCounter;
}

/** Jobs whose stage was started again, and other messages that went back to their queues. */
export interface Sent {
  jobs: number;
  messages: number;
}

/** @returns undefined where a job is named that is not set aside */
export type Redrive = (jobId: string | undefined) => Promise<Sent | undefined>;

export function redriver({ store, bus, config, failedJobs }: RedriverParts): Redrive {
  let last: Promise<unknown> = Promise.resolve();
  const send = async (jobId: string | undefined): Promise<Sent | undefined> => {
    const topology = await ensureTopology(bus, config);
    const commands = new DeadLetterCommands(store, bus, topology, failedJobs);
    if (jobId !== undefined) {
      return await commands.redriveJob(jobId) ? { jobs: 1, messages: 0 } : undefined;
    }
    const sent: Sent = { jobs: 0, messages: 0 };
    for await (const { what } of commands.redriving([])) {
      if (what === "job") sent.jobs++;
      if (what === "message") sent.messages++;
    }
    return sent;
  };
  return (jobId) => {
    const own = last.then(() => send(jobId));
    last = own.catch(() => {});
    return own;
  };
}
