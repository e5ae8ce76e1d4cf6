/**
 * The daily reconciliation, which removes files without a job: a task with permission only to query
 * the log and manage the uploads bucket.
 */
import { RemovalPolicy, TimeZone } from "aws-cdk-lib";
import * as ecs from "aws-cdk-lib/aws-ecs";
import * as logs from "aws-cdk-lib/aws-logs";
import * as scheduler from "aws-cdk-lib/aws-scheduler";
import { EcsRunFargateTask } from "aws-cdk-lib/aws-scheduler-targets";
import { Construct } from "constructs";
import { toolRows } from "../../platform/manifest.ts";
import type { BusStack } from "./bus_stack.ts";
import type { DataStack } from "./data_stack.ts";
import type { LoginSecrets } from "./logins.ts";
import type { NetworkStack } from "./network_stack.ts";
import { toolRun } from "./service_run.ts";
import { knownBy, loginVariables, mapValues, USER } from "./service_task.ts";
import type { Stage } from "./stages/mod.ts";
import { taskPermissions } from "./task_permissions.ts";

export interface ReconciliationProps {
  stage: Stage;
  network: NetworkStack;
  data: DataStack;
  logins: LoginSecrets;
  bus: BusStack;
  cluster: ecs.Cluster;
}

export class Reconciliation extends Construct {
  readonly log: logs.LogGroup;

  constructor(scope: Construct, id: string, props: ReconciliationProps) {
    super(scope, id);
    const { stage, network, data, logins, bus, cluster } = props;
    const row = toolRows.find(({ name }) => name === "reconciliation")!;
    const { environment, command } = toolRun(row, stage);
    const known = knownBy({ stage, row, data });
    this.log = new logs.LogGroup(this, "Log", {
      logGroupName: `/rollcall/${stage.name}/${row.name}`,
      retention: stage.logDays,
      encryptionKey: data.logKey,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const definition = new ecs.FargateTaskDefinition(this, "Definition", {
      family: `rollcall-${stage.name}-${row.name}`,
      cpu: 256,
      memoryLimitMiB: 512,
    });
    definition.addContainer("tool", {
      image: ecs.ContainerImage.fromEcrRepository(data.images, stage.imageTag),
      entryPoint: ["deno"],
      command: command.map(known),
      environment: mapValues(environment, known),
      secrets: loginVariables(logins.reconciliation),
      user: USER,
      readonlyRootFilesystem: true,
      logging: ecs.LogDriver.awsLogs({ logGroup: this.log, streamPrefix: row.name }),
    });
    for (const statement of taskPermissions(row, { uploads: stage.uploads.bucket, bus, data })) {
      definition.taskRole.addToPrincipalPolicy(statement);
    }
    new scheduler.Schedule(this, "Daily", {
      description: "Files that no job has",
      schedule: scheduler.ScheduleExpression.cron({
        hour: "3",
        minute: "10",
        timeZone: TimeZone.ETC_UTC,
      }),
      target: new EcsRunFargateTask(cluster, {
        taskDefinition: definition,
        vpcSubnets: { subnets: network.vpc.privateSubnets },
        securityGroups: [network.taskGroup],
        assignPublicIp: false,
      }),
    });
  }
}
