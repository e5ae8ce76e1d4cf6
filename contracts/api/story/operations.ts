/** What operators see of it all. */
import type { z } from "zod";
import { at, JOB_ID } from "./ids.ts";
import type {
  FailedJob,
  Operations,
  RedriveAnswer,
  RedriveRequest,
  Trends,
} from "../operations.ts";

const LOG_HEAD = 16;

/** All is done: nothing waits. */
export const operations: Operations = {
  taken_at: at(125),
  log: { head: LOG_HEAD, newest_event_seconds: 5 },
  bus_answers: true,
  relay: {
    position: LOG_HEAD,
    lag_events: 0,
    oldest_unpublished_seconds: null,
    checkpoint_age_seconds: 5,
    leader: { holder: "0198c0de-0000-7000-8000-000000000005", fence: 1, expires_in_seconds: 4.2 },
  },
  consumers: (["parsing", "dedupe", "review", "projection"] as const).map((name) => ({
    name,
    position: LOG_HEAD,
    lag_events: 0,
    oldest_pending_seconds: null,
    checkpoint_age_seconds: 2,
    queue: { name, visible: 0, in_flight: 0, delayed: 0 },
    parked: 0,
    claims: 0,
  })),
  projection: {
    live_generation: 1,
    generations: [{
      generation: 1,
      state: "live",
      position: LOG_HEAD,
      lag_events: 0,
      checkpoint_age_seconds: 5,
    }],
    still_seconds: 0,
    lanes: { open: 0, set_aside: 0, still_seconds: 0 },
  },
  failed_jobs: { parsing: 0, dedupe: 0, review: 0, unreadable_files: 0, position: LOG_HEAD },
};

export const trends: Trends = {
  every_seconds: 15,
  points: [
    {
      at: at(110),
      head: 12,
      unpublished: 4,
      to_do: { parsing: 0, dedupe: 0, review: 0, projection: 4 },
      messages: 3,
      dead_letters: 0,
      failed_jobs: 0,
    },
    {
      at: at(125),
      head: LOG_HEAD,
      unpublished: 0,
      to_do: { parsing: 0, dedupe: 0, review: 0, projection: 0 },
      messages: 0,
      dead_letters: 0,
      failed_jobs: 0,
    },
  ],
};
export const failedJobs: FailedJob[] = [{
  job_id: JOB_ID,
  stage: "dedupe",
  message:
    "Looking for duplicates failed on every try through a fault of ours. Your file is safe: " +
    "we will try again once the fault is mended.",
  failed_at: at(60),
  failures: 1,
}];
export const redriveAsked: z.infer<typeof RedriveRequest> = { job_id: JOB_ID };
export const redriven: z.infer<typeof RedriveAnswer> = { ok: true, jobs: 1, messages: 0 };
