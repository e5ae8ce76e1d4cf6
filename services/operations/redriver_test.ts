/** What was set aside is listed with why, and sent on again, on a real Postgres and bus. */
import assert from "node:assert/strict";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { connect, EventStore } from "@rollcall/event-store";
import { countDeadLetters } from "@rollcall/platform/bus/mod.ts";
import { failJob } from "@rollcall/platform/job_failures.ts";
import { loadJob } from "@rollcall/platform/pipeline_job.ts";
import { withBus } from "../../tests/harness/bus.ts";
import { eventStore } from "../../tests/harness/event_store.ts";
import { uploadedJob } from "../../tests/harness/job.ts";
import { createDatabase } from "../../tests/harness/postgres.ts";
import { FailedJobCounter } from "./failed_jobs.ts";
import { redriver } from "./redriver.ts";

Deno.test("redrive: a failed job is listed, sent on, and listed no more; one that is none is refused", () =>
  withBus(async ({ bus, config, topology }) => {
    const database = await createDatabase(eventStore);
    const sql = connect(database.url, { name: "rollcall-test", max: 4 });
    try {
      const store = new EventStore(sql);
      const failedJobs = new FailedJobCounter(store);
      const redrive = redriver({ store, bus, config, failedJobs });
      const created = await uploadedJob(store);
      const { jobId } = created.data;
      assert.equal(await redrive(jobId), undefined, "it is not set aside");
      await failJob(store, "parsing", created);
      const [failed, ...others] = await failedJobs.list();
      assert.deepEqual(others, []);
      assert.deepEqual([failed!.job_id, failed!.stage, failed!.failures], [jobId, "parsing", 1]);
      assert.match(failed!.message, /Reading the file failed because of an error on our side/);

      assert.deepEqual(await redrive(jobId), { jobs: 1, messages: 0 });
      assert.equal((await loadJob(store, jobId)).failed, undefined);
      assert.deepEqual(await failedJobs.list(), []);

      // Once more, and a message of nobody's: all of it at once.
      await failJob(store, "parsing", { ...created, id: crypto.randomUUID() });
      assert.equal((await failedJobs.list())[0]!.failures, 2, "in a row");
      const { deadLetterUrl: QueueUrl } = topology.queues.parsing;
      await bus.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "nobody's" }));
      assert.deepEqual(await redrive(undefined), { jobs: 1, messages: 1 });
      assert.equal((await countDeadLetters(bus, topology)).parsing, 0);
      assert.deepEqual(await redrive(undefined), { jobs: 0, messages: 0 });
    } finally {
      await sql.end({ timeout: 1 });
      await database.drop();
    }
  }));
