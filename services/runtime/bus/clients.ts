/** SNS and SQS clients that are told everything outright, so that the SDK looks for no files. */
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { z } from "zod";
import type { ConfigOf } from "../config.ts";
import { awsFields } from "../config_fields.ts";

/** The variables of whoever publishes or consumes. */
export const busFields = {
  ...awsFields,
  SNS_TOPIC_NAME: z.string().regex(/^[\w-]{1,256}$/).default("rollcall-events"),
  SQS_QUEUE_NAME: z.string().regex(/^[\w-]{1,60}$/).default("data-ingestion-queue")
    .meta({ description: "the parser's queue; the others' names follow from it" }),
};

export type BusConfig = ConfigOf<typeof busFields>;

export interface BusClients {
  sns: SNSClient;
  sqs: SQSClient;
  /**
   * For long polls, which are broken off when a service stops: each has a connection of its own. One
   * that was kept alive Deno 2.9.6 neither closes nor lets go of, so that the process would not end
   * before the poll does.
   */
  polls: SQSClient;
  close(): void;
}

/** The clients; a request that fails in transit is tried three times in all. */
export function openBus(config: BusConfig): BusClients {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = config;
  const options = {
    region: config.AWS_REGION,
    maxAttempts: 3,
    // Longer than a long poll; a peer that hangs must not hang its caller for good.
    requestHandler: { connectionTimeout: 3_000, socketTimeout: 20_000 },
    ...(config.AWS_ENDPOINT_URL && { endpoint: config.AWS_ENDPOINT_URL }),
    ...(accessKeyId && secretAccessKey && { credentials: { accessKeyId, secretAccessKey } }),
  };
  const sns = new SNSClient(options);
  // The queue's URL may carry a host that does not resolve here: the endpoint given stands.
  const ofQueues = { ...options, useQueueUrlAsEndpoint: !config.AWS_ENDPOINT_URL };
  const sqs = new SQSClient(ofQueues);
  const fresh = { httpAgent: { keepAlive: false }, httpsAgent: { keepAlive: false } };
  const polls = new SQSClient({
    ...ofQueues,
    requestHandler: { ...options.requestHandler, ...fresh },
  });
  return {
    sns,
    sqs,
    polls,
    close: () => {
      sns.destroy();
      sqs.destroy();
      polls.destroy();
    },
  };
}
