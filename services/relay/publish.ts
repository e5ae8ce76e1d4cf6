/**
 * Publishes a batch in order, until SNS has accepted every message or an attempt makes no progress.
 */
import { PublishBatchCommand, type SNSClient } from "@aws-sdk/client-sns";
import { TRACE_ATTRIBUTE, TYPE_ATTRIBUTE } from "@rollcall/platform/bus/mod.ts";
import {
  measureBatch,
  operationDuration,
  secondsSince,
  sentMessages,
} from "@rollcall/platform/metrics.ts";
import { errorType } from "@rollcall/platform/trace.ts";
import type { OutgoingMessage } from "./batches.ts";
import { inSendSpans } from "./send_spans.ts";

const TRIES = 3;

/**
 * Sends a batch; refused messages are resent before anything that follows them in the log.
 * @returns how many messages from the batch's start were accepted: the prefix that the cursor may
 * pass
 * @throws if SNS cannot be reached
 */
export async function publishBatch(
  sns: SNSClient,
  topicArn: string,
  batch: OutgoingMessage[],
): Promise<number> {
  const topic = topicArn.slice(topicArn.lastIndexOf(":") + 1);
  const attributes = {
    "messaging.system": "aws.sns",
    "messaging.operation.name": "publish",
    "messaging.destination.name": topic,
  };
  const startedAt = performance.now();
  let accepted = 0, fault = {};
  try {
    accepted = await inSendSpans(topic, batch, (carried) => send(sns, topicArn, carried));
    return accepted;
  } catch (error) {
    fault = { "error.type": errorType(error) };
    throw error;
  } finally {
    operationDuration.record(secondsSince(startedAt), { ...attributes, ...fault });
    sentMessages.add(accepted, attributes);
    if (accepted) measureBatch("messages", accepted, startedAt);
  }
}

async function send(sns: SNSClient, topicArn: string, batch: OutgoingMessage[]): Promise<number> {
  let open = batch;
  for (let attempt = 0; attempt < TRIES && open.length; attempt++) {
    const answer = await sns.send(
      new PublishBatchCommand({
        TopicArn: topicArn,
        PublishBatchRequestEntries: open.map(toEntry),
      }),
    );
    const accepted = new Set(answer.Successful?.map((entry) => entry.Id));
    open = open.filter((message) => !accepted.has(String(message.position)));
  }
  return open.length ? batch.indexOf(open[0]!) : batch.length;
}

function toEntry({ position, type, group, traceparent, body }: OutgoingMessage) {
  const text = (value: string) => ({ DataType: "String", StringValue: value });
  return {
    Id: String(position),
    Message: body,
    ...(group && { MessageGroupId: group }),
    MessageAttributes: {
      [TYPE_ATTRIBUTE]: text(type),
      ...(traceparent && { [TRACE_ATTRIBUTE]: text(traceparent) }),
    },
  };
}
