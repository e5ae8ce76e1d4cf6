/**
 * Restarts every service's tasks weekly. They read their login once, at start; it is rotated
 * monthly, and the previous one stays valid until the next rotation: a weekly restart leaves room
 * for three failures.
 */
import { Stack } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import * as scheduler from "aws-cdk-lib/aws-scheduler";
import { Universal } from "aws-cdk-lib/aws-scheduler-targets";
import { Construct } from "constructs";
import type { FargateService } from "aws-cdk-lib/aws-ecs";

export function restartWeekly(
  scope: Construct,
  id: string,
  all: { node: Construct["node"]; service: FargateService }[],
): void {
  const group = new Construct(scope, id);
  for (const { node, service } of all) {
    new scheduler.Schedule(group, node.id, {
      description: `Tasks of ${node.id} with today's login`,
      schedule: scheduler.ScheduleExpression.cron({ weekDay: "TUE", hour: "4", minute: "0" }),
      target: new Universal({
        service: "ecs",
        action: "updateService",
        input: scheduler.ScheduleTargetInput.fromObject({
          Cluster: service.cluster.clusterName,
          Service: service.serviceName,
          ForceNewDeployment: true,
        }),
        policyStatements: [
          new iam.PolicyStatement({
            actions: ["ecs:UpdateService"],
            resources: [
              Stack.of(scope).formatArn({
                service: "ecs",
                resource: "service",
                resourceName: `${service.cluster.clusterName}/${service.serviceName}`,
              }),
            ],
          }),
        ],
      }),
    });
  }
}
