import assert from "node:assert/strict";
import type { EventStore } from "@rollcall/event-store";
import { silentLog } from "./log.ts";
import type { Cause, Reaction, Worker } from "./reactions.ts";
import { handleBatch, type SqsRecord } from "./sqs_event.ts";

const reaction: Reaction = {
  name: "parsing",
  store: {} as EventStore,
  databaseUrl: "",
  log: silentLog(),
  react: async () => {},
};

/** A worker that does nothing but what the test says. */
const workerThat = (work: (cause: Cause) => Promise<boolean>) => ({ work }) as unknown as Worker;

function record(messageId: string, receives = 1): SqsRecord {
  const body = JSON.stringify({
    contract: "EventRecorded",
    version: 1,
    event: {
      id: "0198f0a2-7c1e-7000-8000-000000000001",
      type: "JobCreated",
      schemaVersion: 1,
      stream: "job-0198f0a2-7c1e-7000-8000-000000000002",
      version: 1,
      position: 1,
      recordedAt: "2026-01-01T00:00:00.000Z",
    },
    metadata: { correlationId: messageId, causationId: null, userId: null, traceparent: null },
    data: null,
  });
  return { messageId, body, attributes: { ApproximateReceiveCount: String(receives) } };
}

const inAMinute = () => Date.now() + 60_000;

Deno.test("batch: only what failed comes again", async () => {
  const seen: string[] = [];
  const worker = workerThat((cause) => {
    seen.push(cause.metadata.correlationId);
    if (cause.metadata.correlationId === "b") return Promise.reject(new Error("no"));
    return Promise.resolve(true);
  });
  const Records = [record("a"), record("b"), { ...record("c"), body: "{oops" }, record("d")];
  const options = { reaction, worker, concurrency: 2, untilMs: inAMinute() };
  assert.deepEqual(await handleBatch({ Records }, options), {
    batchItemFailures: [{ itemIdentifier: "b" }, { itemIdentifier: "c" }],
  });
  assert.deepEqual(seen.sort(), ["a", "b", "d"]);
});

Deno.test("batch: at the function's limit, what is not done is given back", async () => {
  const never = Promise.withResolvers<boolean>();
  const worker = workerThat((cause) =>
    cause.metadata.correlationId === "slow" ? never.promise : Promise.resolve(true)
  );
  const Records = [record("quick"), record("slow"), record("late")];
  const options = { reaction, worker, concurrency: 1, untilMs: Date.now() + 50 };
  assert.deepEqual(await handleBatch({ Records }, options), {
    batchItemFailures: [{ itemIdentifier: "slow" }, { itemIdentifier: "late" }],
  });
  never.resolve(true);
});

Deno.test("batch: some at a time, as in the worker", async () => {
  let inWork = 0, most = 0;
  const worker = workerThat(async () => {
    most = Math.max(most, ++inWork);
    await new Promise((resolve) => setTimeout(resolve, 5));
    inWork--;
    return true;
  });
  const Records = Array.from({ length: 10 }, (_, i) => record(String(i)));
  const options = { reaction, worker, concurrency: 4, untilMs: inAMinute() };
  assert.deepEqual(await handleBatch({ Records }, options), { batchItemFailures: [] });
  assert.equal(most, 4);
});
