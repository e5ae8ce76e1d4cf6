import assert from "node:assert/strict";
import type { Operations } from "@rollcall/contracts/api";
import { concerns } from "./concerns.ts";

const consumer = (name: "parsing" | "projection") => ({
  name,
  position: 9,
  lag_events: 0,
  oldest_pending_seconds: null,
  checkpoint_age_seconds: 1,
  queue: { name, visible: 0, in_flight: 0, delayed: 0 },
  parked: 0,
  claims: 0,
});
const calm: Operations = {
  taken_at: "2026-03-02T12:00:00Z",
  log: { head: 9, newest_event_seconds: 40 },
  bus_answers: true,
  relay: {
    position: 9,
    lag_events: 0,
    oldest_unpublished_seconds: null,
    checkpoint_age_seconds: 40,
    leader: { holder: "a", fence: 1, expires_in_seconds: 9 },
  },
  consumers: [consumer("parsing"), consumer("projection")],
  projection: {
    live_generation: 1,
    generations: [],
    still_seconds: 0,
    lanes: { open: 1, set_aside: 0, still_seconds: 8 },
  },
  failed_jobs: { parsing: 0, dedupe: 0, review: 0, unreadable_files: 3, position: 9 },
};

Deno.test("where nobody waits for anything there is no concern", () => {
  assert.deepEqual(concerns(calm), []);
});

Deno.test("a relay that stands still is a concern, and so is one that is late", () => {
  const relay = { ...calm.relay, leader: null, lag_events: 2, oldest_unpublished_seconds: 61 };
  assert.deepEqual(concerns({ ...calm, relay }), [
    "No relay holds the lease, so nothing is published.",
    "The relay is 61 s behind.",
  ]);
});

Deno.test("parked messages, old work, failed jobs and a silent bus are said", () => {
  const parsing = { ...consumer("parsing"), parked: 1, oldest_pending_seconds: 600 };
  const failed_jobs = { ...calm.failed_jobs, dedupe: 2 };
  assert.deepEqual(concerns({ ...calm, bus_answers: false, consumers: [parsing], failed_jobs }), [
    "The message bus does not answer: queue lengths are unknown, and services find their work in the log.",
    "Parsing has had work waiting for 10 min.",
    "Parsing has 1 message in its dead-letter queue.",
    "2 jobs failed because of an internal error.",
  ]);
});

Deno.test("read models that stand still, whole or in a lane, and jobs set aside are said", () => {
  const lanes = { open: 1, set_aside: 2, still_seconds: 180 };
  const projection = { ...calm.projection, still_seconds: 600, lanes };
  assert.deepEqual(concerns({ ...calm, projection }), [
    "The read models have not advanced for 10 min.",
    "A large job has not advanced for 3 min.",
    "2 jobs cannot be prepared for display.",
  ]);
});
