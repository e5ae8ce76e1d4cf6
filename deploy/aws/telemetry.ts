/**
 * The OpenTelemetry collector beside each task: traces go to X-Ray, metrics to CloudWatch as
 * embedded metric format. Only the metrics and dimensions that the dashboard and the alarms use are
 * kept: each combination of dimensions is billed.
 */
import { Duration } from "aws-cdk-lib";
import * as ecs from "aws-cdk-lib/aws-ecs";
import type { Stage } from "./stages/mod.ts";

const IMAGE = "public.ecr.aws/aws-observability/aws-otel-collector:v0.47.0";

/** The namespace of all custom metrics of a stage. */
export const metricsNamespace = (stage: Stage) => `Rollcall/${stage.name}`;
export const STAGE_DIMENSION = "deployment.environment.name";
export const CONSUMER_DIMENSION = "messaging.consumer.group.name";

/** The collector's own configuration. */
function collectorConfig(stage: Stage, metricsLog: string): object {
  return {
    extensions: { health_check: {} },
    receivers: { otlp: { protocols: { http: { endpoint: "127.0.0.1:4318" } } } },
    processors: { batch: { timeout: "5s" } },
    exporters: {
      awsxray: { region: stage.region },
      awsemf: {
        region: stage.region,
        namespace: metricsNamespace(stage),
        log_group_name: metricsLog,
        log_stream_name: "{TaskId}",
        resource_to_telemetry_conversion: { enabled: true },
        dimension_rollup_option: "NoDimensionRollup",
        metric_declarations: [
          {
            dimensions: [[STAGE_DIMENSION]],
            metric_name_selectors: [
              "^rollcall\\.(relay|log|jobs)\\..*",
              "^rollcall\\.projection\\.(lag|still\\.age)$",
            ],
          },
          {
            dimensions: [[STAGE_DIMENSION, CONSUMER_DIMENSION]],
            metric_name_selectors: ["^rollcall\\.(consumer|queue)\\..*"],
          },
          {
            dimensions: [[STAGE_DIMENSION, "service.name"]],
            metric_name_selectors: ["^http\\.server\\.request\\.duration$"],
          },
        ],
      },
    },
    service: {
      extensions: ["health_check"],
      pipelines: {
        traces: { receivers: ["otlp"], processors: ["batch"], exporters: ["awsxray"] },
        metrics: { receivers: ["otlp"], processors: ["batch"], exporters: ["awsemf"] },
      },
    },
  };
}

/** Adds the collector. It is not essential: a task works without it, only unobserved. */
export function addCollector(
  task: ecs.FargateTaskDefinition,
  stage: Stage,
  metricsLog: string,
  logging: ecs.LogDriver,
): void {
  task.addContainer("collector", {
    image: ecs.ContainerImage.fromRegistry(IMAGE),
    essential: false,
    cpu: 32,
    memoryReservationMiB: 64,
    memoryLimitMiB: 128,
    readonlyRootFilesystem: true,
    environment: {
      AOT_CONFIG_CONTENT: JSON.stringify(collectorConfig(stage, metricsLog)),
    },
    healthCheck: { command: ["CMD", "/healthcheck"], interval: Duration.seconds(10), retries: 5 },
    logging,
  });
}
