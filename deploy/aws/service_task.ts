/**
 * The task of one service: the image of all services with the command and environment of this one,
 * its login from the secret, its own role and log group, a root that nothing can write to, a user
 * that is not root, and the collector beside it.
 */
import { Duration, Fn, RemovalPolicy } from "aws-cdk-lib";
import * as ecs from "aws-cdk-lib/aws-ecs";
import * as logs from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import type { ServiceRow } from "../local/services.ts";
import type { BusStack } from "./bus_stack.ts";
import type { DataStack } from "./data_stack.ts";
import type { LoginSecrets } from "./logins.ts";
import { databaseHost, hasDatabase, replicaHost, serviceRun } from "./service_run.ts";
import type { Stage, TaskSize } from "./stages/mod.ts";
import { taskRights, telemetryRights } from "./task_rights.ts";
import { addCollector } from "./telemetry.ts";

export interface TaskProps {
  stage: Stage;
  row: ServiceRow;
  size: TaskSize;
  data: DataStack;
  logins: LoginSecrets;
  bus: BusStack;
  /** Where collectors write metrics. */
  metricsLog: logs.ILogGroup;
}

/** The image's user; it owns no file. */
export const user = "65532:65532";

export class ServiceTask extends Construct {
  readonly definition: ecs.FargateTaskDefinition;
  readonly log: logs.LogGroup;
  static readonly container = "service";

  constructor(scope: Construct, id: string, props: TaskProps) {
    super(scope, id);
    const { stage, row, size, data, bus, logins, metricsLog } = props;
    const { environment, command } = serviceRun(row, stage);
    const { primary, replica } = data.database;
    const known = (text: string) =>
      withHost(
        withHost(text, databaseHost, primary.instanceEndpoint.hostname),
        replicaHost,
        replica.instanceEndpoint.hostname,
      );
    this.log = new logs.LogGroup(this, "Log", {
      logGroupName: `/rollcall/${stage.name}/${row.name}`,
      retention: stage.logDays,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const logging = ecs.LogDriver.awsLogs({ logGroup: this.log, streamPrefix: row.name });
    this.definition = new ecs.FargateTaskDefinition(this, "Definition", {
      family: `rollcall-${stage.name}-${row.name}`,
      cpu: size.cpu,
      memoryLimitMiB: size.memoryMib,
      runtimePlatform: {
        cpuArchitecture: ecs.CpuArchitecture.X86_64,
        operatingSystemFamily: ecs.OperatingSystemFamily.LINUX,
      },
    });
    const login = row.name === "identity" ? logins.identity : logins.services;
    this.definition.addContainer(ServiceTask.container, {
      image: ecs.ContainerImage.fromEcrRepository(data.images, stage.imageTag),
      essential: true,
      entryPoint: ["deno"],
      command: command.map(known),
      environment: mapValues(environment, known),
      secrets: hasDatabase(row)
        ? {
          PGUSER: ecs.Secret.fromSecretsManager(login, "username"),
          PGPASSWORD: ecs.Secret.fromSecretsManager(login, "password"),
        }
        : {},
      user,
      readonlyRootFilesystem: true,
      linuxParameters: new ecs.LinuxParameters(this, "Linux", { initProcessEnabled: true }),
      portMappings: [{ name: "http", containerPort: row.port }],
      healthCheck: {
        command: ["CMD", "deno", "eval", "--no-config", aliveScript(row.port)],
        interval: Duration.seconds(15),
        timeout: Duration.seconds(5),
        retries: 3,
        startPeriod: Duration.seconds(60),
      },
      // Every service ends by itself within 25 s of the signal.
      stopTimeout: Duration.seconds(30),
      logging,
    });
    addCollector(this.definition, stage, metricsLog.logGroupName, logging);
    const role = this.definition.taskRole;
    for (const statement of taskRights(row, { uploads: stage.uploads.bucket, bus })) {
      role.addToPrincipalPolicy(statement);
    }
    for (const statement of telemetryRights(metricsLog.logGroupArn)) {
      role.addToPrincipalPolicy(statement);
    }
  }
}

/** Alive, not ready: a database that is away is no reason to start the process anew. */
function aliveScript(port: number): string {
  return `Deno.exit((await fetch("http://127.0.0.1:${port}/healthz")).ok ? 0 : 1)`;
}

/** Puts the address that only AWS knows where the pure plan has its stand-in. */
export function withHost(text: string, standIn: string, host: string): string {
  const parts = text.split(standIn);
  return parts.length === 1 ? text : Fn.join(host, parts);
}

export function mapValues<T>(record: Record<string, T>, map: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}
