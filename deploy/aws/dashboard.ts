/**
 * One dashboard for whoever is on call: the path of a request, then of a file, then the database.
 */
import { Duration } from "aws-cdk-lib";
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import type { Construct } from "constructs";
import type { MonitoredStacks } from "./monitored_stacks.ts";
import { CONSUMER_DIMENSION, metricsNamespace, STAGE_DIMENSION } from "./telemetry.ts";

const period = Duration.minutes(1);

export function dashboard(
  scope: Construct,
  id: string,
  { stage, services, bus, data }: MonitoredStacks,
  alarms: cloudwatch.Alarm[],
): cloudwatch.Dashboard {
  const { metrics } = services.loadBalancer.balancer;
  const { primary, replica } = data.database;
  const queues = Object.values(bus.queues);
  const own = (metricName: string, dimensions: Record<string, string> = {}) =>
    new cloudwatch.Metric({
      namespace: metricsNamespace(stage),
      metricName,
      dimensionsMap: { [STAGE_DIMENSION]: stage.name, ...dimensions },
      statistic: "Maximum",
      period,
    });
  const graph = (title: string, left: cloudwatch.IMetric[], right: cloudwatch.IMetric[] = []) =>
    new cloudwatch.GraphWidget({ title, left, right, width: 8 });
  const all = [...services.http.values(), ...services.workers.values()];
  const tasks = (metricName: string) =>
    all.map(({ service, node }) =>
      new cloudwatch.Metric({
        namespace: "ECS/ContainerInsights",
        metricName,
        label: node.id,
        dimensionsMap: {
          ClusterName: services.cluster.clusterName,
          ServiceName: service.serviceName,
        },
        period,
      })
    );
  return new cloudwatch.Dashboard(scope, id, {
    dashboardName: `rollcall-${stage.name}`,
    defaultInterval: Duration.hours(3),
    widgets: [
      [new cloudwatch.AlarmStatusWidget({ title: "Alarms", alarms, width: 24 })],
      [
        graph("Requests, p95 in seconds", [metrics.requestCount({ period })], [
          metrics.targetResponseTime({ statistic: "p95", period }),
        ]),
        graph("4xx and 5xx", [
          metrics.custom("HTTPCode_Target_4XX_Count", { statistic: "Sum", period }),
          metrics.custom("HTTPCode_Target_5XX_Count", { statistic: "Sum", period }),
        ]),
        graph("Running tasks", tasks("RunningTaskCount")),
      ],
      [
        graph(
          "Messages that wait",
          queues.map(({ queue }) => queue.metricApproximateNumberOfMessagesVisible({ period })),
        ),
        graph(
          "Age of the oldest, seconds",
          queues.map(({ queue }) => queue.metricApproximateAgeOfOldestMessage({ period })),
        ),
        graph(
          "Dead letters",
          queues.map(({ deadLetters }) =>
            deadLetters.metricApproximateNumberOfMessagesVisible({ period })
          ),
        ),
      ],
      [
        graph("Relay and projection, seconds behind", [
          own("rollcall.relay.oldest_unpublished.age"),
          own("rollcall.consumer.oldest_pending.age", { [CONSUMER_DIMENSION]: "projection" }),
        ]),
        graph("CPU of tasks", tasks("CpuUtilized")),
        graph("Memory of tasks, MiB", tasks("MemoryUtilized")),
      ],
      [
        graph("Database CPU, %", [
          primary.metricCPUUtilization({ period }),
          replica.metricCPUUtilization({ period }),
        ]),
        graph("Connections", [primary.metricDatabaseConnections({ period })]),
        graph("Free storage; replica's lag", [primary.metricFreeStorageSpace({ period })], [
          replica.metric("ReplicaLag", { period }),
        ]),
      ],
    ],
  });
}
