/**
 * Plans which events of the log are folded now, in order, and which go to their job's own lane, so
 * that no user waits for another's list (promise 12). Pure.
 */
import type { RecordedEvent } from "@rollcall/contracts";
import { factsOf, sliceOf } from "./weight.ts";

export interface BatchPlan {
  /** in log order, of jobs without a lane */
  folded: RecordedEvent[];
  /** jobs that get a lane, with the position up to which all their events are folded */
  diverted: Map<string, number>;
  /** position of the batch's last event, folded or not */
  to: number;
}

export interface PlanLimits {
  /** facts that one batch folds */
  batchFacts: number;
  /** facts that one job may have in a batch; the rest goes to its lane */
  jobFacts: number;
}

/**
 * @param events the log's next ones, at least one
 * @param laned jobs that have a lane already
 */
export function planBatch(
  events: RecordedEvent[],
  laned: ReadonlySet<string>,
  { batchFacts, jobFacts }: PlanLimits,
): BatchPlan {
  const diverted = new Map<string, number>();
  const facts = new Map<string, number>();
  const folded: RecordedEvent[] = [];
  let to = 0, total = 0;
  for (const event of events) {
    if (total >= batchFacts) break;
    to = event.position;
    const jobId = jobOf(event);
    // A deletion is never deferred: it ends the lane too.
    if (event.type === "JobDeleted") diverted.delete(event.data.jobId);
    else if (jobId !== undefined) {
      if (laned.has(jobId) || diverted.has(jobId)) continue;
      const own = (facts.get(jobId) ?? 0) + factsOf(event);
      if (own > jobFacts) {
        diverted.set(jobId, event.position - 1);
        continue;
      }
      facts.set(jobId, own);
    }
    total += factsOf(event);
    folded.push(event);
  }
  return { folded, diverted, to };
}

/**
 * The same without opening lanes, for a replay: bounded, and without the jobs that were in lanes
 * when the generation was retired. Their lanes continue once it is live again.
 */
export function planInOrder(
  events: RecordedEvent[],
  laned: ReadonlySet<string | undefined>,
  { batchFacts }: PlanLimits,
): BatchPlan {
  const taken = sliceOf(events, batchFacts);
  const folded = taken.filter((event) => event.type === "JobDeleted" || !laned.has(jobOf(event)));
  return { folded, diverted: new Map(), to: taken.at(-1)!.position };
}

/** The job that an event belongs to; undefined if none. */
export function jobOf(event: RecordedEvent): string | undefined {
  if (event.type === "UploadKeyUsed" || event.type === "MappingRemembered") return undefined;
  return event.data.jobId;
}
