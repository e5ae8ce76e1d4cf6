/** A message that never comes is caught up from the log within seconds (promises 4 and 5). */
import assert from "node:assert/strict";
import {
  ListSubscriptionsByTopicCommand,
  ListTopicsCommand,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import { openBus } from "@rollcall/platform/bus/mod.ts";
import { ApiClient } from "../api/client.ts";
import { scaled } from "../harness/deadline.ts";
import { borrowStack } from "../harness/kept_stack.ts";
import type { TestStack } from "../harness/stack.ts";

/** Three steps of the pipeline, each found by its service's sweep. */
const LIMIT_MS = 30_000;

Deno.test("a job ends though no queue hears of anything any more", async () => {
  // Not given back: nobody could use it after this.
  const { stack } = await borrowStack("plain");
  const person = await ApiClient.register(stack.apiUrl);
  assert.equal(await unsubscribeAll(stack), 4);
  const began = Date.now();
  const job = await person.import("email,first name,last name\nann@example.com,Ann,Lee\n");
  assert.equal(
    (await person.until(job.id, (j) => j.status !== "PROCESSING")).status,
    "COMPLETED",
  );
  assert.ok(Date.now() - began < scaled(LIMIT_MS), `it took ${Date.now() - began} ms`);
  assert.deepEqual((await person.contacts(job.id)).map((c) => c.email), ["ann@example.com"]);
});

/** Takes the queues off the topic: whatever is published from now on is lost. */
async function unsubscribeAll(stack: TestStack): Promise<number> {
  const { SNS_TOPIC_NAME = "", SQS_QUEUE_NAME = "" } = stack.variables;
  const { sns, close } = openBus({
    AWS_ENDPOINT_URL: stack.awsEndpoint,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    SNS_TOPIC_NAME,
    SQS_QUEUE_NAME,
  });
  try {
    const { Topics = [] } = await sns.send(new ListTopicsCommand({}));
    const topic = Topics.find(({ TopicArn }) => TopicArn?.endsWith(`:${SNS_TOPIC_NAME}`));
    const { Subscriptions = [] } = await sns.send(
      new ListSubscriptionsByTopicCommand({ TopicArn: topic!.TopicArn }),
    );
    for (const { SubscriptionArn } of Subscriptions) {
      await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    }
    return Subscriptions.length;
  } finally {
    close();
  }
}
