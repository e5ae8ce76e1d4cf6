/**
 * Waits until a job needs a decision or has ended. It follows the live stream and falls back to
 * polling if that breaks or stalls: a proxy that cuts long responses, or a restarted service, only
 * costs time.
 */
import type { Job } from "@rollcall/contracts/api";
import type { Api } from "./api.ts";
import { Failure, NoAnswer } from "./exit_codes.ts";
import { pause } from "./transport.ts";

/** Polling interval without the live stream. */
const POLL_MS = 1_000;

/**
 * The job once it needs a decision or has ended.
 *
 * @param change called with each state of the job
 * @throws Failure if the job does not exist or the session ends; the abort reason of the api's
 * signal
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

/** Whether the job has ended or waits for a decision. */
function isAtRest({ status }: Job): boolean {
  return status !== "PENDING" && status !== "PROCESSING";
}

/** Connection faults are retried; a refusal would only be repeated. */
function giveUpOn(error: unknown, api: Api): void {
  api.signal?.throwIfAborted();
  if (error instanceof Failure && !(error instanceof NoAnswer)) throw error;
}
