/**
 * The task for one-off operator commands: migrations before a deployment, replays, dead letters.
 * The only task with the owner's login; it is only started by hand (docs/operations).
 */
import { RemovalPolicy } from "aws-cdk-lib";
import * as ecs from "aws-cdk-lib/aws-ecs";
import * as iam from "aws-cdk-lib/aws-iam";
import * as logs from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import type { BusStack } from "./bus_stack.ts";
import type { DataStack } from "./data_stack.ts";
import type { LoginSecrets } from "./logins.ts";
import { DATABASE_NAME, databaseCertificates } from "./service_run.ts";
import { toolRows } from "../../platform/manifest.ts";
import { USER } from "./service_task.ts";
import { taskPermissions } from "./task_permissions.ts";
import type { Stage } from "./stages/mod.ts";

export interface OperatorTaskProps {
  stage: Stage;
  data: DataStack;
  logins: LoginSecrets;
  bus: BusStack;
}

export class OperatorTask extends Construct {
  readonly definition: ecs.FargateTaskDefinition;

  constructor(scope: Construct, id: string, { stage, data, bus, logins }: OperatorTaskProps) {
    super(scope, id);
    this.definition = new ecs.FargateTaskDefinition(this, "Definition", {
      family: `rollcall-${stage.name}-operator`,
      cpu: 1024,
      memoryLimitMiB: 2048,
    });
    const secrets = Object.entries(logins).flatMap(([name, secret]) =>
      ["username", "password"].map((field) => [
        `${name}_${field}`.toUpperCase(),
        ecs.Secret.fromSecretsManager(secret, field),
      ])
    );
    this.definition.addContainer("operator", {
      image: ecs.ContainerImage.fromEcrRepository(data.images, stage.imageTag),
      entryPoint: ["deno"],
      command: operatorCommand(["migrate"]),
      environment: {
        DATABASE_HOST: data.database.primary.instanceEndpoint.hostname,
        DATABASE_NAME,
        DENO_CERT: databaseCertificates(stage.region),
        AWS_REGION: stage.region,
        SNS_TOPIC_NAME: stage.topic,
        SQS_QUEUE_NAME: stage.queue,
        S3_BUCKET_NAME: stage.uploads.bucket,
        MASTER_KEY: data.jobKeys.keyArn,
      },
      secrets: Object.fromEntries(secrets),
      user: USER,
      readonlyRootFilesystem: true,
      logging: ecs.LogDriver.awsLogs({
        logGroup: new logs.LogGroup(this, "Log", {
          logGroupName: `/rollcall/${stage.name}/operator`,
          retention: stage.logDays,
          encryptionKey: data.logKey,
          removalPolicy: RemovalPolicy.RETAIN,
        }),
        streamPrefix: "operator",
      }),
    });
    const role = this.definition.taskRole;
    const all = Object.values(bus.queues);
    const allow = (actions: string[], resources: string[]) =>
      role.addToPrincipalPolicy(new iam.PolicyStatement({ actions, resources }));
    allow(["sns:ListTopics"], ["*"]);
    allow(
      ["sqs:GetQueueUrl", "sqs:GetQueueAttributes", "sqs:SendMessage"],
      all.flatMap(({ queue, deadLetters }) => [queue.queueArn, deadLetters.queueArn]),
    );
    allow(
      ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"],
      all.map(({ deadLetters }) => deadLetters.queueArn),
    );
    allow(["kms:Decrypt", "kms:GenerateDataKey"], [bus.key.keyArn]);
    const ledger = toolRows.find(({ name }) => name === "erasures")!;
    for (const statement of taskPermissions(ledger, { uploads: stage.uploads.bucket, bus, data })) {
      role.addToPrincipalPolicy(statement);
    }
    allow(["kms:Encrypt", "kms:Decrypt"], [data.jobKeys.keyArn]);
  }
}

/** `deno <these>`: the operator's program with its arguments. */
function operatorCommand(args: string[]): string[] {
  const program = "deploy/operator/main.ts";
  return ["run", "--cached-only", "--node-modules-dir=none", "-A", program, ...args];
}
