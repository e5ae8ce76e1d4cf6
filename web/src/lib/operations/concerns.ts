/** What in the figures needs attention, in sentences, most severe first; empty if all is well. */
import type { FailedJob, Operations } from "@rollcall/contracts/api";
import { m } from "../paraglide/messages.js";
import { duration } from "#lib/operations/durations.ts";

/** A worker's position lags its work by some seconds; work older than this is stuck. */
const LATE_S = 30;
/** The projection gets past events that it cannot fold within this time. */
const STILL_S = 120;

export function concerns(figures: Operations): string[] {
  const { relay, consumers, failed_jobs: failed, projection } = figures;
  const found: string[] = [];
  if (!figures.bus_answers) {
    found.push(m.operations_bus_silent());
  }
  if (relay.leader === null) found.push(m.operations_no_lease());
  if (late(relay.oldest_unpublished_seconds)) {
    found.push(m.operations_relay_behind({ age: duration(relay.oldest_unpublished_seconds!) }));
  }
  for (const { name, oldest_pending_seconds, parked } of consumers) {
    if (late(oldest_pending_seconds)) {
      found.push(
        m.operations_waits({ name: title(name), age: duration(oldest_pending_seconds!) }),
      );
    }
    if (parked) {
      found.push(m.operations_parked({ name: title(name), n: parked }));
    }
  }
  const { still_seconds, lanes } = projection;
  if (still_seconds > STILL_S) {
    found.push(m.operations_still({ age: duration(still_seconds) }));
  }
  if (lanes.still_seconds > STILL_S) {
    found.push(m.operations_lane_still({ age: duration(lanes.still_seconds) }));
  }
  if (lanes.set_aside > 0) {
    found.push(m.operations_set_aside({ n: lanes.set_aside }));
  }
  if (projection.live_generation === null) found.push(m.operations_no_live());
  const stuck = failed.parsing + failed.dedupe + failed.review;
  if (stuck > 0) found.push(m.operations_stuck({ n: stuck }));
  return found;
}

/** What a stage does, as an operator says it. */
export const STAGE_NAMES: Record<FailedJob["stage"], string> = {
  parsing: m.operations_stage_parsing(),
  dedupe: m.operations_stage_dedupe(),
  review: m.operations_stage_review(),
};

/** "parsing" → "Parsing" */
export const title = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

export const late = (seconds: number | null) => seconds !== null && seconds > LATE_S;
