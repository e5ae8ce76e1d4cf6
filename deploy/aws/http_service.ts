/**
 * A service with an HTTP API: two to ten tasks by CPU, memory and requests, deployed blue/green
 * behind its one listener rule: new tasks start beside the old, the rule shifts once they are
 * ready, and shifts back if they fail or the error alarm fires.
 */
import { Duration } from "aws-cdk-lib";
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import type * as ec2 from "aws-cdk-lib/aws-ec2";
import * as ecs from "aws-cdk-lib/aws-ecs";
import * as elb from "aws-cdk-lib/aws-elasticloadbalancingv2";
import { Construct } from "constructs";
import type { ServiceRow } from "../../platform/manifest.ts";
import type { ListenerRule } from "./listener_rules.ts";
import { type LoadBalancer, ORIGIN_HEADER, originSecret } from "./load_balancer.ts";
import { ServiceTask } from "./service_task.ts";
import type { Stage, TaskSize } from "./stages/mod.ts";

export interface HttpServiceProps {
  stage: Stage;
  row: ServiceRow;
  size: TaskSize;
  task: ServiceTask;
  rule: ListenerRule;
  cluster: ecs.Cluster;
  group: ec2.ISecurityGroup;
  loadBalancer: LoadBalancer;
}

/** Requests per minute and task before scaling out. */
const REQUESTS_PER_TASK = 1_200;
const CPU_PERCENT = 60;
const MEMORY_PERCENT = 75;

export class HttpService extends Construct {
  readonly service: ecs.FargateService;
  readonly errors: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, props: HttpServiceProps) {
    super(scope, id);
    const { stage, row, size, task, cluster, group, loadBalancer, rule } = props;
    const blue = this.#targets("Blue", props), green = this.#targets("Green", props);
    const listenerRule = this.#listenerRule(rule, stage, loadBalancer.listener, blue, green);
    this.errors = this.#errorAlarm(stage, row, [blue, green]);
    this.service = new ecs.FargateService(this, "Service", {
      cluster,
      serviceName: row.name,
      taskDefinition: task.definition,
      desiredCount: size.min,
      securityGroups: [group],
      vpcSubnets: { subnets: cluster.vpc.privateSubnets },
      assignPublicIp: false,
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      healthCheckGracePeriod: Duration.seconds(120),
      circuitBreaker: { enable: true, rollback: true },
      deploymentStrategy: ecs.DeploymentStrategy.BLUE_GREEN,
      bakeTime: Duration.minutes(5),
      propagateTags: ecs.PropagatedTagSource.SERVICE,
      enableECSManagedTags: true,
    });
    this.service.enableDeploymentAlarms([this.errors.alarmName], {
      behavior: ecs.AlarmBehavior.ROLLBACK_ON_ALARM,
    });
    blue.addTarget(
      this.service.loadBalancerTarget({
        containerName: ServiceTask.container,
        containerPort: row.port,
        alternateTarget: new ecs.AlternateTarget("Alternate", {
          alternateTargetGroup: green,
          productionListener: ecs.ListenerRuleConfiguration.applicationListenerRule(listenerRule),
        }),
      }),
    );
    const scaling = this.service.autoScaleTaskCount({
      minCapacity: size.min,
      maxCapacity: size.max,
    });
    scaling.scaleOnCpuUtilization("Cpu", { targetUtilizationPercent: CPU_PERCENT });
    scaling.scaleOnMemoryUtilization("Memory", { targetUtilizationPercent: MEMORY_PERCENT });
    for (const [name, targetGroup] of Object.entries({ Blue: blue, Green: green })) {
      scaling.scaleOnRequestCount(`${name}Requests`, {
        requestsPerTarget: REQUESTS_PER_TASK,
        targetGroup,
        // The other group is empty except during a deployment: it must not scale in.
        disableScaleIn: true,
      });
    }
  }

  /**
   * Readiness rather than liveness: a task without its database gets no requests. Ten failures, so
   * that a database failover (one to two minutes) does not replace every task.
   */
  #targets(name: string, { cluster, row }: HttpServiceProps): elb.ApplicationTargetGroup {
    return new elb.ApplicationTargetGroup(this, name, {
      vpc: cluster.vpc,
      port: row.port,
      // With a certificate of the task's own (SERVE_TLS), which load balancers do not check.
      protocol: elb.ApplicationProtocol.HTTPS,
      targetType: elb.TargetType.IP,
      deregistrationDelay: Duration.seconds(30),
      healthCheck: {
        protocol: elb.Protocol.HTTPS,
        path: "/readyz",
        interval: Duration.seconds(15),
        timeout: Duration.seconds(5),
        healthyThresholdCount: 2,
        unhealthyThresholdCount: 10,
      },
    });
  }

  #listenerRule(
    { priority, methods, paths }: ListenerRule,
    stage: Stage,
    listener: elb.IApplicationListener,
    blue: elb.ApplicationTargetGroup,
    green: elb.ApplicationTargetGroup,
  ): elb.ApplicationListenerRule {
    const rule = new elb.ApplicationListenerRule(this, "Rule", {
      listener,
      priority,
      conditions: [
        elb.ListenerCondition.httpHeader(ORIGIN_HEADER, [originSecret(stage)]),
        ...(methods.length ? [elb.ListenerCondition.httpRequestMethods(methods)] : []),
      ],
      action: elb.ListenerAction.weightedForward([
        { targetGroup: blue, weight: 1 },
        { targetGroup: green, weight: 0 },
      ]),
    });
    // The construct's conditions do not support regular expressions yet.
    const index = methods.length ? 2 : 1;
    const resource = rule.node.defaultChild as elb.CfnListenerRule;
    resource.addPropertyOverride(`Conditions.${index}`, {
      Field: "path-pattern",
      PathPatternConfig: { RegexValues: paths },
    });
    return rule;
  }

  #errorAlarm(stage: Stage, row: ServiceRow, groups: elb.ApplicationTargetGroup[]) {
    const [blue, green] = groups.map((group) =>
      group.metrics.httpCodeTarget(elb.HttpCodeTarget.TARGET_5XX_COUNT, {
        period: Duration.minutes(1),
        statistic: "Sum",
      })
    );
    return new cloudwatch.Alarm(this, "Errors", {
      alarmName: `rollcall-${stage.name}-${row.name}-5xx`,
      alarmDescription: `${row.name} answered 5xx more than 5 times in each of two minutes`,
      metric: new cloudwatch.MathExpression({
        expression: "FILL(blue, 0) + FILL(green, 0)",
        usingMetrics: { blue: blue!, green: green! },
        period: Duration.minutes(1),
      }),
      threshold: 5,
      evaluationPeriods: 2,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }
}
