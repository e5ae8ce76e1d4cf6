/**
 * What the role of each service may do, and no more: its own queue, the topic it publishes to, the
 * verbs that it uses on files. A service that gains a need without a row here fails the synthesis.
 */
import * as iam from "aws-cdk-lib/aws-iam";
import type { Need } from "../local/services.ts";
import { subscriptions } from "../../services/runtime/bus/subscriptions.ts";
import { type FileVerb, fileVerbs } from "../../services/runtime/manifest.ts";
import type { BusStack, ConsumerQueues } from "./bus_stack.ts";

/** What S3 calls a verb of the manifest: on files, and on the bucket that lists them. */
const s3Actions: Record<FileVerb, { files?: string[]; bucket?: string[] }> = {
  read: { files: ["s3:GetObject"] },
  write: { files: ["s3:PutObject", "s3:AbortMultipartUpload"] },
  erase: {
    files: ["s3:DeleteObject", "s3:DeleteObjectVersion", "s3:AbortMultipartUpload"],
    bucket: ["s3:GetBucketVersioning", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads"],
  },
  list: {
    bucket: ["s3:GetBucketVersioning", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads"],
  },
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

/** Of whoever runs by the manifest: a service, or what runs once a day. */
export interface Righted {
  name: string;
  needs: Need[];
}

/** The statements of its own role. @throws where needs and manifest do not agree about files */
export function taskRights(row: Righted, { uploads, bus }: RightsOn): iam.PolicyStatement[] {
  const statements: iam.PolicyStatement[] = [];
  const allow = (actions: string[], resources: string[]) =>
    statements.push(new iam.PolicyStatement({ actions: [...new Set(actions)], resources }));
  const verbs = fileVerbs(row.name);
  if (row.needs.includes("objects") !== verbs.length > 0) {
    throw new Error(`${row.name}: its needs and the manifest do not agree about files`);
  }
  if (verbs.length > 0) {
    allow(verbs.flatMap((verb) => s3Actions[verb].files ?? []), [
      `arn:aws:s3:::${uploads}/uploads/*`,
    ]);
    // A HEAD of the bucket, for readiness; a missing object is told as missing, not as forbidden.
    allow(["s3:ListBucket", ...verbs.flatMap((verb) => s3Actions[verb].bucket ?? [])], [
      `arn:aws:s3:::${uploads}`,
    ]);
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
