/**
 * What the role of each service may do, and no more: its own queue, the topic it publishes to, the
 * verbs that it uses on files. A service that gains a need without a row here fails the synthesis.
 */
import * as iam from "aws-cdk-lib/aws-iam";
import type { ServiceRow } from "../local/services.ts";
import { subscriptions } from "../../services/runtime/bus/subscriptions.ts";
import type { BusStack, ConsumerQueues } from "./bus_stack.ts";

/** What a service does with files: never more than it names. */
const objectActions: Record<string, string[]> = {
  upload: ["s3:PutObject", "s3:AbortMultipartUpload", "s3:DeleteObject"],
  parsing: ["s3:GetObject"],
};

const consume = [
  "sqs:ReceiveMessage",
  "sqs:DeleteMessage",
  "sqs:ChangeMessageVisibility",
  "sqs:GetQueueAttributes",
];

export interface RightsOn {
  /** The bucket's name. */
  uploads: string;
  bus: BusStack;
}

/** The statements of a service's own role. */
export function taskRights(row: ServiceRow, { uploads, bus }: RightsOn): iam.PolicyStatement[] {
  const statements: iam.PolicyStatement[] = [];
  const allow = (actions: string[], resources: string[]) =>
    statements.push(new iam.PolicyStatement({ actions, resources }));
  if (row.needs.includes("objects")) {
    const actions = objectActions[row.name];
    if (!actions) throw new Error(`task_rights.ts does not say what ${row.name} does with files`);
    allow(actions, [`arn:aws:s3:::${uploads}/uploads/*`]);
    // A HEAD of the bucket, for readiness; a missing object is told as missing, not as forbidden.
    allow(["s3:ListBucket"], [`arn:aws:s3:::${uploads}`]);
  }
  if (row.needs.includes("bus")) {
    const all: ConsumerQueues[] = Object.values(bus.queues);
    // The topic and the queues are found by their names.
    allow(["sns:ListTopics"], ["*"]);
    allow(
      row.name === "operations"
        ? ["sqs:GetQueueUrl", "sqs:GetQueueAttributes"]
        : ["sqs:GetQueueUrl"],
      all.flatMap(({ queue, deadLetters }) => [queue.queueArn, deadLetters.queueArn]),
    );
    if (row.name === "relay") {
      allow(["sns:Publish"], [bus.topic.topicArn]);
      allow(["kms:GenerateDataKey", "kms:Decrypt"], [bus.key.keyArn]);
    }
    if (row.name in subscriptions) {
      const { queue } = bus.queues[row.name as keyof typeof subscriptions];
      allow(consume, [queue.queueArn]);
      allow(["kms:Decrypt"], [bus.key.keyArn]);
    }
  }
  return statements;
}

/**
 * What the collector beside a service sends: traces to X-Ray, metrics as lines of one log group.
 */
export function telemetryRights(metricsLogArn: string): iam.PolicyStatement[] {
  return [
    // X-Ray knows no resources.
    new iam.PolicyStatement({
      actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
      resources: ["*"],
    }),
    new iam.PolicyStatement({
      actions: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
      resources: [metricsLogArn],
    }),
  ];
}
