/**
 * The least-privilege policy of each service's role: its own queue, the topic it publishes to, and
 * the verbs of its manifest row for files and the bus.
 */
import type * as kms from "aws-cdk-lib/aws-kms";
import * as iam from "aws-cdk-lib/aws-iam";
import { subscriptions } from "../../platform/bus/subscriptions.ts";
import type { FileVerb, ServiceRow, ToolRow } from "../../platform/manifest.ts";
import type { BusStack, ConsumerQueues } from "./bus_stack.ts";
import type { DataStack } from "./data_stack.ts";

/** The S3 actions of a manifest verb, on files and on the bucket. */
const s3Actions: Record<FileVerb, { files?: string[]; bucket?: string[]; ledger?: string[] }> = {
  read: { files: ["s3:GetObject"] },
  write: { files: ["s3:PutObject", "s3:AbortMultipartUpload"] },
  erase: {
    files: ["s3:DeleteObject", "s3:DeleteObjectVersion", "s3:AbortMultipartUpload"],
    bucket: ["s3:GetBucketVersioning", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads"],
  },
  "note erasures": { ledger: ["s3:PutObject"] },
  // Its names say it all: `s3:ListBucket` is enough.
  "list erasures": {},
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

/** Of dead letters. */
const takeOut = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"];

export interface RightsOn {
  /** The bucket's name. */
  uploads: string;
  bus: BusStack;
  data: MasterKeys;
}

type MasterKeys = Pick<DataStack, "jobKeys" | "signingKeys">;

/** The master key of a service's keys. */
export function masterKeyOf({ name }: ServiceRow | ToolRow, keys: MasterKeys): kms.IKey {
  return name === "identity" ? keys.signingKeys : keys.jobKeys;
}

/** The policy statements of a service or of the daily task. */
export function taskPermissions(
  row: ServiceRow | ToolRow,
  { uploads, bus, data }: RightsOn,
): iam.PolicyStatement[] {
  const statements: iam.PolicyStatement[] = [];
  const allow = (actions: string[], resources: string[]) =>
    statements.push(new iam.PolicyStatement({ actions: [...new Set(actions)], resources }));
  const verbs = row.files ?? [];
  if (verbs.length > 0) {
    for (const [of, folder] of [["files", "uploads"], ["ledger", "erasures"]] as const) {
      const actions = verbs.flatMap((verb) => s3Actions[verb][of] ?? []);
      if (actions.length > 0) allow(actions, [`arn:aws:s3:::${uploads}/${folder}/*`]);
    }
    // For HEAD of the bucket (readiness), and so that a missing object is 404, not 403.
    allow(["s3:ListBucket", ...verbs.flatMap((verb) => s3Actions[verb].bucket ?? [])], [
      `arn:aws:s3:::${uploads}`,
    ]);
  }
  if (row.needs.includes("master key")) {
    const wraps = row.name === "identity" || row.database?.includes("make keys");
    allow([...wraps ? ["kms:Encrypt"] : [], "kms:Decrypt"], [masterKeyOf(row, data).keyArn]);
  }
  if (row.needs.includes("bus")) {
    const all: ConsumerQueues[] = Object.values(bus.queues);
    // Topic and queues are looked up by name.
    allow(["sns:ListTopics"], ["*"]);
    allow(
      row.bus === "redrive" ? ["sqs:GetQueueUrl", "sqs:GetQueueAttributes"] : ["sqs:GetQueueUrl"],
      all.flatMap(({ queue, deadLetters }) => [queue.queueArn, deadLetters.queueArn]),
    );
    if (row.bus === "redrive") {
      allow(takeOut, all.map(({ deadLetters }) => deadLetters.queueArn));
      allow(["sqs:SendMessage"], all.map(({ queue }) => queue.queueArn));
      allow(["kms:GenerateDataKey", "kms:Decrypt"], [bus.key.keyArn]);
    }
    if (row.bus === "publish") {
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

/** The collector's permissions: traces to X-Ray, metrics to one log group. */
export function telemetryPermissions(metricsLogArn: string): iam.PolicyStatement[] {
  return [
    // X-Ray has no resource-level permissions.
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
