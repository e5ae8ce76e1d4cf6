/**
 * A service's task: the shared image with this service's command and environment, its login from
 * the secret, its own role and log group, a read-only root file system, a non-root user, and the
 * collector as a sidecar.
 */
import { Duration, Fn, RemovalPolicy } from "aws-cdk-lib";
import * as ecs from "aws-cdk-lib/aws-ecs";
import * as logs from "aws-cdk-lib/aws-logs";
import * as secrets from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import type { LoginName, ServiceRow, ToolRow } from "../../platform/manifest.ts";
import type { BusStack } from "./bus_stack.ts";
import type { DataStack } from "./data_stack.ts";
import type { LoginSecrets } from "./logins.ts";
import {
  DATABASE_HOST,
  hasDatabase,
  masterKeyArn,
  REPLICA_HOST,
  serviceRun,
} from "./service_run.ts";
import type { Stage, TaskSize } from "./stages/mod.ts";
import { masterKeyOf, taskPermissions, telemetryPermissions } from "./task_permissions.ts";
import { addCollector } from "./telemetry.ts";

export interface TaskProps {
  stage: Stage;
  row: ServiceRow;
  size: TaskSize;
  data: DataStack;
  logins: LoginSecrets;
  bus: BusStack;
  /** The log group for metrics. */
  metricsLog: logs.ILogGroup;
}

/** The image's user; it owns no files. */
export const USER = "65532:65532";

export class ServiceTask extends Construct {
  readonly definition: ecs.FargateTaskDefinition;
  readonly log: logs.LogGroup;
  static readonly container = "service";

  constructor(scope: Construct, id: string, props: TaskProps) {
    super(scope, id);
    const { stage, row, size, data, bus, logins, metricsLog } = props;
    const { environment, command } = serviceRun(row, stage);
    const known = knownBy(props);
    this.log = new logs.LogGroup(this, "Log", {
      logGroupName: `/rollcall/${stage.name}/${row.name}`,
      retention: stage.logDays,
      encryptionKey: data.logKey,
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
    this.definition.addContainer(ServiceTask.container, {
      image: ecs.ContainerImage.fromEcrRepository(data.images, stage.imageTag),
      essential: true,
      entryPoint: ["deno"],
      command: command.map(known),
      environment: mapValues(environment, known),
      secrets: {
        ...(hasDatabase(row) && loginVariables(logins[row.name as LoginName])),
        ...(environment.SMTP_URL && mailVariables(this, stage)),
      },
      user: USER,
      readonlyRootFilesystem: true,
      linuxParameters: new ecs.LinuxParameters(this, "Linux", { initProcessEnabled: true }),
      portMappings: [{ name: "http", containerPort: row.port }],
      healthCheck: {
        command: ["CMD", "deno", "eval", ...aliveCheck(row.port, environment.SERVE_TLS === "yes")],
        interval: Duration.seconds(15),
        timeout: Duration.seconds(5),
        retries: 3,
        startPeriod: Duration.seconds(60),
      },
      // Services stop within 25 s of the signal.
      stopTimeout: Duration.seconds(30),
      logging,
    });
    addCollector(this.definition, stage, metricsLog.logGroupName, logging);
    const role = this.definition.taskRole;
    for (const statement of taskPermissions(row, { uploads: stage.uploads.bucket, bus, data })) {
      role.addToPrincipalPolicy(statement);
    }
    for (const statement of telemetryPermissions(metricsLog.logGroupArn)) {
      role.addToPrincipalPolicy(statement);
    }
  }
}

/** A login as the variables that postgres.js reads. */
export function loginVariables(login: secrets.ISecret): Record<string, ecs.Secret> {
  return {
    PGUSER: ecs.Secret.fromSecretsManager(login, "username"),
    PGPASSWORD: ecs.Secret.fromSecretsManager(login, "password"),
  };
}

/** The login at the stage's mail server. */
function mailVariables(scope: Construct, { mail }: Stage): Record<string, ecs.Secret> {
  const login = secrets.Secret.fromSecretNameV2(scope, "MailLogin", mail!.loginSecret);
  return {
    SMTP_USER: ecs.Secret.fromSecretsManager(login, "username"),
    SMTP_PASSWORD: ecs.Secret.fromSecretsManager(login, "password"),
  };
}

/** Liveness, not readiness: a database outage is no reason to restart the process. */
function aliveCheck(port: number, isTls: boolean): string[] {
  const url = `${isTls ? "https" : "http"}://127.0.0.1:${port}/healthz`;
  // The certificate is the task's own.
  const flags = isTls ? ["--unsafely-ignore-certificate-errors=127.0.0.1"] : [];
  return ["--no-config", ...flags, `Deno.exit((await fetch("${url}")).ok ? 0 : 1)`];
}

/** Replaces the placeholders of a row's pure plan by the names that only AWS knows. */
export function knownBy(
  { stage, row, data }: { stage: Stage; row: ServiceRow | ToolRow; data: DataStack },
): (text: string) => string {
  const { primary, replica } = data.database;
  const masterKey = masterKeyArn(stage);
  return (text) => {
    if (text === masterKey) return masterKeyOf(row, data).keyArn;
    const withPrimary = withHost(text, DATABASE_HOST, primary.instanceEndpoint.hostname);
    return withHost(withPrimary, REPLICA_HOST, replica.instanceEndpoint.hostname);
  };
}

function withHost(text: string, standIn: string, host: string): string {
  const parts = text.split(standIn);
  return parts.length === 1 ? text : Fn.join(host, parts);
}

export function mapValues<T>(record: Record<string, T>, map: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}
