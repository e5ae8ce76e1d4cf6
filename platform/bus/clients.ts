/** SNS and SQS clients, fully configured here, so that the SDK reads no files. */
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { BusConfig } from "../config_fields.ts";

export interface BusClients {
  sns: SNSClient;
  sqs: SQSClient;
  /**
   * For long polls, which are aborted when a service stops: each has a connection of its own. Deno
   * 2.9.6 neither closes nor unrefs a kept-alive one, so the process would not end before the poll
   * does.
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
    // Longer than a long poll; a peer that hangs must not hang its caller forever.
    requestHandler: { connectionTimeout: 3_000, socketTimeout: 20_000 },
    ...(config.AWS_ENDPOINT_URL && { endpoint: config.AWS_ENDPOINT_URL }),
    ...(accessKeyId && secretAccessKey && { credentials: { accessKeyId, secretAccessKey } }),
  };
  const sns = new SNSClient(options);
  // The queue URL may have a host that does not resolve here: use the configured endpoint.
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
