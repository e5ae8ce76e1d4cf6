/**
 * A service that works off a queue, or, as the relay, the log. Tasks follow the backlog: messages
 * that wait or are in work, for each running task, and the age of the oldest for a backlog of few
 * long ones.
 */
import { Duration } from "aws-cdk-lib";
import * as scaling from "aws-cdk-lib/aws-applicationautoscaling";
import type * as ec2 from "aws-cdk-lib/aws-ec2";
import * as ecs from "aws-cdk-lib/aws-ecs";
import type * as sqs from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { ServiceRow } from "../local/services.ts";
import type { ServiceTask } from "./service_task.ts";
import type { TaskSize } from "./stages/mod.ts";

export interface WorkerServiceProps {
  row: ServiceRow;
  size: TaskSize;
  task: ServiceTask;
  cluster: ecs.Cluster;
  group: ec2.ISecurityGroup;
  /** What it works off; none: its number of tasks stays as it is. */
  queue?: sqs.IQueue;
}

/** Messages for each task: as many as it works on at once, and as many again that wait. */
export const BACKLOG_PER_TASK = 8;
/** Seconds that a message may wait before there are more tasks, whatever their number. */
export const AGE_SECONDS = [60, 180] as const;

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
      // A message whose task was stopped is taken up by another: none is lost by replacing them.
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

  /** Target tracking on (waiting + in work) / running tasks; the construct has no arithmetic. */
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
