/** What in the figures needs attention, in sentences, most severe first; empty if all is well. */
import type { FailedJob, Operations } from "@rollcall/contracts/api";
import { duration } from "#lib/operations/durations.ts";
import { count } from "#lib/text/words.ts";

/** A worker's position lags its work by some seconds; work older than this is stuck. */
const LATE_S = 30;
/** The projection gets past events that it cannot fold within this time. */
const STILL_S = 120;

export function concerns(figures: Operations): string[] {
  const { relay, consumers, failed_jobs: failed, projection } = figures;
  const found: string[] = [];
  if (!figures.bus_answers) {
    found.push(
      "The message bus does not answer: queue lengths are unknown, and services find their work in the log.",
    );
  }
  if (relay.leader === null) found.push("No relay holds the lease, so nothing is published.");
  if (late(relay.oldest_unpublished_seconds)) {
    found.push(`The relay is ${duration(relay.oldest_unpublished_seconds!)} behind.`);
  }
  for (const { name, oldest_pending_seconds, parked } of consumers) {
    if (late(oldest_pending_seconds)) {
      found.push(`${title(name)} has had work waiting for ${duration(oldest_pending_seconds!)}.`);
    }
    if (parked) {
      found.push(`${title(name)} has ${count(parked, "message")} in its dead-letter queue.`);
    }
  }
  const { still_seconds, lanes } = projection;
  if (still_seconds > STILL_S) {
    found.push(`The read models have not advanced for ${duration(still_seconds)}.`);
  }
  if (lanes.still_seconds > STILL_S) {
    found.push(`A large job has not advanced for ${duration(lanes.still_seconds)}.`);
  }
  if (lanes.set_aside > 0) {
    found.push(`${count(lanes.set_aside, "job")} cannot be prepared for display.`);
  }
  if (projection.live_generation === null) found.push("No read models are live.");
  const stuck = failed.parsing + failed.dedupe + failed.review;
  if (stuck > 0) found.push(`${count(stuck, "job")} failed because of an internal error.`);
  return found;
}

/** What a step does, as an operator says it. */
export const STEP_NAMES: Record<FailedJob["stage"], string> = {
  parsing: "Reading the file",
  dedupe: "Comparing its rows",
  review: "Making its clean list",
};

/** "parsing" → "Parsing" */
export const title = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

export const late = (seconds: number | null) => seconds !== null && seconds > LATE_S;
