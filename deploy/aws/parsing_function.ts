/**
 * Parsing as a Lambda function triggered by its queue: the worker's reaction, bundled for Node 22.
 * A schedule makes it sweep the log every minute, as the worker does continuously: a lost message
 * costs a minute, never a job.
 */
import { Duration, RemovalPolicy } from "aws-cdk-lib";
import * as lambda from "aws-cdk-lib/aws-lambda";
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import * as logs from "aws-cdk-lib/aws-logs";
import * as scheduler from "aws-cdk-lib/aws-scheduler";
import { LambdaInvoke } from "aws-cdk-lib/aws-scheduler-targets";
import { Construct } from "constructs";
import { LAMBDA_TIMEOUT_SECONDS } from "../../platform/lambda_timeout.ts";
import type { ServiceRow } from "../../platform/manifest.ts";
import type { BusStack } from "./bus_stack.ts";
import type { DataStack } from "./data_stack.ts";
import type { LoginSecrets } from "./logins.ts";
import type { NetworkStack } from "./network_stack.ts";
import { functionEnvironment } from "./service_run.ts";
import { knownBy, mapValues } from "./service_task.ts";
import type { Stage } from "./stages/mod.ts";
import { taskPermissions } from "./task_permissions.ts";

export interface ParsingFunctionProps {
  stage: Stage;
  row: ServiceRow;
  network: NetworkStack;
  data: DataStack;
  logins: LoginSecrets;
  bus: BusStack;
}

/** Built by `deno task lambda:bundle`. */
export const bundle = new URL("../../.data/lambda/parsing", import.meta.url).pathname;

export class ParsingFunction extends Construct {
  readonly function: lambda.Function;
  readonly log: logs.LogGroup;

  constructor(scope: Construct, id: string, props: ParsingFunctionProps) {
    super(scope, id);
    const { stage, row, network, data, bus, logins } = props;
    this.log = new logs.LogGroup(this, "Log", {
      logGroupName: `/rollcall/${stage.name}/${row.name}`,
      retention: stage.logDays,
      encryptionKey: data.logKey,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.function = new lambda.Function(this, "Function", {
      functionName: `rollcall-${stage.name}-csv-worker`,
      description: "Reads uploaded files into the log",
      runtime: lambda.Runtime.NODEJS_22_X,
      architecture: lambda.Architecture.X86_64,
      code: lambda.Code.fromAsset(bundle),
      handler: "lambda.handler",
      memorySize: 1024,
      timeout: Duration.seconds(LAMBDA_TIMEOUT_SECONDS),
      tracing: lambda.Tracing.ACTIVE,
      logGroup: this.log,
      vpc: network.vpc,
      vpcSubnets: { subnets: network.vpc.privateSubnets },
      securityGroups: [network.taskGroup],
      paramsAndSecrets: lambda.ParamsAndSecretsLayerVersion.fromVersion(
        lambda.ParamsAndSecretsVersions.V1_0_103,
      ),
      environment: {
        ...mapValues(functionEnvironment(row, stage), knownBy(props)),
        DATABASE_SECRET_ID: logins.parsing.secretArn,
      },
    });
    logins.parsing.grantRead(this.function);
    for (const statement of taskPermissions(row, { uploads: stage.uploads.bucket, bus, data })) {
      this.function.addToRolePolicy(statement);
    }
    this.function.addEventSource(
      new SqsEventSource(bus.queues.parsing.queue, {
        batchSize: 10,
        maxBatchingWindow: Duration.seconds(5),
        maxConcurrency: 10,
        reportBatchItemFailures: true,
      }),
    );
    new scheduler.Schedule(this, "Sweep", {
      description: "Work whose message was lost",
      schedule: scheduler.ScheduleExpression.rate(Duration.minutes(1)),
      target: new LambdaInvoke(this.function, {
        input: scheduler.ScheduleTargetInput.fromObject({ sweep: true }),
        retryAttempts: 0,
      }),
    });
  }
}
