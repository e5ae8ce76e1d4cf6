/**
 * Waits until a job rests. It listens to the live view and, should that break or go still, asks
 * again and again: a proxy that cuts long answers, or a service that is restarted, only costs time.
 */
import type { Job } from "@rollcall/contracts/api";
import type { Api } from "./api.ts";
import { Failure, NoAnswer } from "./exit_codes.ts";
import { pause } from "./transport.ts";

/** Between two questions, where the live view is not to be had. */
const POLL_MS = 1_000;

/**
 * The job once it waits for a person or has ended.
 *
 * @param change hears the job each time that it is seen
 * @throws Failure where it is nobody's job or the session ends; the reason of the api's signal
 */
export async function follow(
  api: Api,
  id: string,
  change: (job: Job) => void,
  pollMs = POLL_MS,
): Promise<Job> {
  try {
    for await (const job of api.watch(id)) {
      change(job);
      if (isAtRest(job)) return job;
    }
  } catch (error) {
    giveUpOn(error, api);
  }
  for (;;) {
    try {
      const job = await api.job(id);
      change(job);
      if (isAtRest(job)) return job;
    } catch (error) {
      giveUpOn(error, api);
    }
    await pause(pollMs, api.signal);
  }
}

/** Whether nothing happens to it until somebody does something. */
export function isAtRest({ status }: Job): boolean {
  return status !== "PENDING" && status !== "PROCESSING";
}

/** Goes on after a fault of the line; what the server refuses, it will refuse again. */
function giveUpOn(error: unknown, api: Api): void {
  api.signal?.throwIfAborted();
  if (error instanceof Failure && !(error instanceof NoAnswer)) throw error;
}
