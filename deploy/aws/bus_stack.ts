/**
 * The bus: one topic, and for each consumer a queue with its dead-letter queue, named, filtered and
 * limited by the same tables that the services use. Everything is encrypted, and TLS is required.
 */
import { Duration, Stack, type StackProps } from "aws-cdk-lib";
import * as kms from "aws-cdk-lib/aws-kms";
import * as sns from "aws-cdk-lib/aws-sns";
import { SqsSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import * as sqs from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import {
  LONG_POLL_SECONDS,
  MAX_RECEIVES,
  RETENTION_SECONDS,
  VISIBILITY_SECONDS,
} from "../../platform/bus/queue_settings.ts";
import {
  type ConsumerName,
  queueNames,
  subscriptions,
  TYPE_ATTRIBUTE,
} from "../../platform/bus/subscriptions.ts";
import { alarmTopic } from "./alarm_topic.ts";
import type { Stage } from "./stages/mod.ts";

export interface ConsumerQueues {
  queue: sqs.Queue;
  deadLetters: sqs.Queue;
}

export class BusStack extends Stack {
  readonly key: kms.Key;
  readonly topic: sns.Topic;
  /** The topic for alarms. */
  readonly alarms: sns.Topic;
  readonly queues: Record<ConsumerName, ConsumerQueues>;

  constructor(scope: Construct, id: string, stage: Stage, props: StackProps) {
    super(scope, id, props);
    this.key = new kms.Key(this, "Key", {
      alias: `rollcall/${stage.name}/bus`,
      description: "Messages of the topic and the queues",
      enableKeyRotation: true,
    });
    this.topic = new sns.Topic(this, "Events", {
      topicName: stage.topic,
      masterKey: this.key,
      enforceSSL: true,
    });
    this.alarms = alarmTopic(this, "Alarms", stage);
    const names = Object.keys(subscriptions) as ConsumerName[];
    this.queues = Object.fromEntries(
      names.map((name) => [name, this.#subscribed(name, stage.queue)]),
    ) as BusStack["queues"];
  }

  #subscribed(name: ConsumerName, base: string): ConsumerQueues {
    const { queue: queueName, deadLetterQueue } = queueNames(base, name);
    const shared = {
      retentionPeriod: Duration.seconds(RETENTION_SECONDS),
      encryption: sqs.QueueEncryption.KMS,
      encryptionMasterKey: this.key,
      enforceSSL: true,
    };
    const deadLetters = new sqs.Queue(this, `${name}-dead-letters`, {
      ...shared,
      queueName: deadLetterQueue,
    });
    const queue = new sqs.Queue(this, `${name}-queue`, {
      ...shared,
      queueName,
      visibilityTimeout: Duration.seconds(VISIBILITY_SECONDS),
      receiveMessageWaitTime: Duration.seconds(LONG_POLL_SECONDS),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: MAX_RECEIVES },
    });
    const types = subscriptions[name];
    this.topic.addSubscription(
      new SqsSubscription(queue, {
        rawMessageDelivery: true,
        // Messages that SNS cannot deliver go to the same queue, as locally.
        deadLetterQueue: deadLetters,
        ...(types && {
          filterPolicy: {
            [TYPE_ATTRIBUTE]: sns.SubscriptionFilter.stringFilter({ allowlist: [...types] }),
          },
        }),
      }),
    );
    return { queue, deadLetters };
  }
}
