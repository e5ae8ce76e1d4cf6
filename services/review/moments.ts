/**
 * Finds in a review's stream the moment that it is to be restored to, and the review as it was
 * then.
 */
import {
  endOfCommand,
  type Restored,
  reviewStream,
  type StepEntry,
  stepEntryOf,
  stepsOf,
} from "@rollcall/contracts";
import type { EventStore } from "@rollcall/event-store";
import { refuse, type Refused } from "./direct_effects.ts";
import type { Moment } from "./restore.ts";
import { evolve, initialReview, type Review } from "./review.ts";
import { awaitsFirstList } from "./same_person.ts";

export interface RestoreCommand {
  type: "restore";
  kind: Restored;
  /** restore: the log position to go back to */
  to?: number | undefined;
  /** undo and redo: the position of the step that the user saw named, if any */
  step?: number | undefined;
  /** restore: the newest log position that the user saw */
  seenVersion?: number | undefined;
}

/** @param review as it is now; later events of the stream are ignored */
export async function readMoment(
  store: EventStore,
  jobId: string,
  review: Review,
  command: RestoreCommand,
): Promise<Moment | Refused> {
  if (!review.ready || awaitsFirstList(review)) return refuse(409, "NOT_READY", NOT_READY);
  const { kind, seenVersion, to: asked = 0 } = command;
  if (kind === "restore" && asked > review.position) {
    const head = await store.head();
    const later = `${asked} is no version yet: the newest is ${head}.`;
    if (asked > head) return refuse(422, "UNKNOWN_VERSION", later);
  }
  if (seenVersion !== undefined && review.position > seenVersion) return changedSince();
  const entries: StepEntry[] = [];
  for await (const event of store.readStream(reviewStream(jobId))) {
    if (event.version > review.version) break;
    entries.push(stepEntryOf(event));
  }
  const to = placeOf(entries, command);
  if (typeof to !== "number") return to;
  const then = initialReview();
  for await (const event of store.readStream(reviewStream(jobId))) {
    if (event.position > to || event.version > review.version) break;
    evolve(then, event);
  }
  if (!then.ready || awaitsFirstList(then)) {
    return refuse(422, "TOO_EARLY", "The rows were not compared yet then; choose a later moment.");
  }
  return { to, kind, then };
}

const NOT_READY = "The file is still being read; decide once that is done.";

/** The position to go back to. */
function placeOf(entries: StepEntry[], { kind, to, step }: RestoreCommand): number | Refused {
  if (kind === "restore") return endOfCommand(entries, to!);
  const steps = stepsOf(entries);
  const next = steps[kind].at(-1);
  if (!next) {
    const code = kind === "undo" ? "NOTHING_TO_UNDO" : "NOTHING_TO_REDO";
    return refuse(409, code, `There is nothing to ${kind}.`);
  }
  if (step !== undefined && next.main.position !== step) return changedSince();
  return kind === "undo" ? next.first - 1 : next.last;
}

const changedSince = () =>
  refuse(
    409,
    "CHANGED_SINCE",
    "The job has changed since you saw it; look at it again, then decide.",
  );
