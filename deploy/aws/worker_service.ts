/**
 * A service that consumes a queue or, like the relay, the log. It scales by backlog: messages
 * waiting or in flight per running task, and the age of the oldest, for a backlog of few long ones.
 */
import { Duration } from "aws-cdk-lib";
import * as scaling from "aws-cdk-lib/aws-applicationautoscaling";
import type * as ec2 from "aws-cdk-lib/aws-ec2";
import * as ecs from "aws-cdk-lib/aws-ecs";
import type * as sqs from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { ServiceRow } from "../../platform/manifest.ts";
import type { ServiceTask } from "./service_task.ts";
import type { TaskSize } from "./stages/mod.ts";

export interface WorkerServiceProps {
  row: ServiceRow;
  size: TaskSize;
  task: ServiceTask;
  cluster: ecs.Cluster;
  group: ec2.ISecurityGroup;
  /** The queue it consumes; without one, the number of tasks is fixed. */
  queue?: sqs.IQueue;
}

/** Messages per task: as many as it handles at once, and as many again waiting. */
const BACKLOG_PER_TASK = 8;
/** Age of the oldest message, in seconds, that triggers scaling out. */
const AGE_SECONDS = [60, 180] as const;

export class WorkerService extends Construct {
  readonly service: ecs.FargateService;

  constructor(scope: Construct, id: string, props: WorkerServiceProps) {
    super(scope, id);
    const { row, size, task, cluster, group, queue } = props;
    this.service = new ecs.FargateService(this, "Service", {
      cluster,
      serviceName: row.name,
      taskDefinition: task.definition,
      desiredCount: size.min,
      securityGroups: [group],
      vpcSubnets: { subnets: cluster.vpc.privateSubnets },
      assignPublicIp: false,
      // Another task takes over a stopped task's messages, so replacing tasks loses none.
      minHealthyPercent: size.min > 1 ? 50 : 0,
      maxHealthyPercent: 200,
      circuitBreaker: { enable: true, rollback: true },
      propagateTags: ecs.PropagatedTagSource.SERVICE,
      enableECSManagedTags: true,
    });
    if (!queue || size.min === size.max) return;
    const count = this.service.autoScaleTaskCount({ minCapacity: size.min, maxCapacity: size.max });
    this.#followBacklog(count, cluster, queue, row.name);
    count.scaleOnMetric("Age", {
      metric: queue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(1) }),
      adjustmentType: scaling.AdjustmentType.CHANGE_IN_CAPACITY,
      scalingSteps: [
        { upper: AGE_SECONDS[0], change: 0 },
        { lower: AGE_SECONDS[0], change: 1 },
        { lower: AGE_SECONDS[1], change: 3 },
      ],
      cooldown: Duration.minutes(2),
    });
  }

  /** Target tracking on (waiting + in flight) / running tasks; the construct has no metric math. */
  #followBacklog(
    count: ecs.ScalableTaskCount,
    cluster: ecs.Cluster,
    queue: sqs.IQueue,
    serviceName: string,
  ): void {
    const metric = (
      id: string,
      namespace: string,
      metricName: string,
      dimensions: Record<string, string>,
    ) => ({
      id,
      returnData: false,
      metricStat: {
        stat: "Average",
        metric: {
          namespace,
          metricName,
          dimensions: Object.entries(dimensions).map(([name, value]) => ({ name, value })),
        },
      },
    });
    const ofQueue = { QueueName: queue.queueName };
    const target = count.node.findChild("Target") as scaling.ScalableTarget;
    new scaling.CfnScalingPolicy(this, "Backlog", {
      policyName: `${serviceName}-backlog-per-task`,
      policyType: "TargetTrackingScaling",
      scalingTargetId: target.scalableTargetId,
      targetTrackingScalingPolicyConfiguration: {
        targetValue: BACKLOG_PER_TASK,
        scaleOutCooldown: 60,
        scaleInCooldown: 300,
        customizedMetricSpecification: {
          metrics: [
            metric("waiting", "AWS/SQS", "ApproximateNumberOfMessagesVisible", ofQueue),
            metric("inwork", "AWS/SQS", "ApproximateNumberOfMessagesNotVisible", ofQueue),
            metric("tasks", "ECS/ContainerInsights", "RunningTaskCount", {
              ClusterName: cluster.clusterName,
              ServiceName: serviceName,
            }),
            {
              id: "backlog",
              label: "Messages for each task",
              expression: "(waiting + inwork) / MAX([tasks, 1])",
              returnData: true,
            },
          ],
        },
      },
    });
  }
}
