/**
 * The component mapping of the reference architecture: a line for each of its rows and promises.
 */
import assert from "node:assert/strict";
import { Match } from "aws-cdk-lib/assertions";
import { manifest, rowOf, services } from "../../../platform/manifest.ts";
import { loginNames } from "../logins.ts";
import { propertiesOf, type Rows } from "./synthesized.ts";

const { calls } = manifest.gateway;
const onAws = services.filter((row) => row.size);

export const components: Rows = [
  [
    "Frontend: CloudFront + S3, static files",
    ({ of, stage }) =>
      of("edge").hasResourceProperties("AWS::CloudFront::Distribution", {
        DistributionConfig: Match.objectLike({
          Aliases: [stage.domain.web],
          DefaultRootObject: "index.html",
          Origins: Match.arrayWith([
            Match.objectLike({ OriginAccessControlId: Match.anyValue() }),
            Match.objectLike({ DomainName: stage.domain.origin }),
          ]),
        }),
      }),
  ],
  ["Backend API: ECS/Fargate tasks, one service for each of the table", ({ of }) => {
    const names = Object.values(propertiesOf(of("services"), "AWS::ECS::Service"))
      .map((service) => service.ServiceName);
    const expected = onAws.map((row) => row.name as string);
    assert.deepEqual(names.sort(), expected.sort());
    for (const service of Object.values(propertiesOf(of("services"), "AWS::ECS::Service"))) {
      assert.equal(service.LaunchType, "FARGATE");
    }
  }],
  ["Backend API: behind the ALB", ({ of }) => {
    for (const service of Object.values(propertiesOf(of("services"), "AWS::ECS::Service"))) {
      assert.equal(service.LoadBalancers?.length ?? 0, calls.includes(service.ServiceName) ? 1 : 0);
    }
  }],
  ["Backend API: auto-scaling, 2-10 tasks", ({ of, stage }) => {
    const targets = Object.values(
      propertiesOf(of("services"), "AWS::ApplicationAutoScaling::ScalableTarget"),
    );
    const http = targets.filter(({ MinCapacity, MaxCapacity }) =>
      MinCapacity === 2 && MaxCapacity === 10
    );
    assert.ok(http.length >= 5, `${stage.name}: ${http.length}`);
    for (const name of calls) {
      const { min, max } = stage.sizes[rowOf(name).size!];
      assert.deepEqual([min, max], [2, 10], name);
    }
  }],
  ["Worker: ECS/Fargate tasks, auto-scaling by queue", ({ of }) => {
    const policies = Object.values(
      propertiesOf(of("services"), "AWS::ApplicationAutoScaling::ScalingPolicy"),
    );
    const names = policies.map((policy) => policy.PolicyName)
      .filter((name) => /-backlog-per-task$/.test(name));
    assert.deepEqual(names.sort(), ["dedupe-backlog-per-task", "parsing-backlog-per-task"]);
  }],
  [
    "File Storage: S3, durable, versioned, lifecycle policies",
    ({ of, stage }) =>
      of("data").hasResourceProperties("AWS::S3::Bucket", {
        BucketName: stage.uploads.bucket,
        VersioningConfiguration: { Status: "Enabled" },
        LifecycleConfiguration: Match.anyValue(),
      }),
  ],
  ["Message Queue: SQS with a dead-letter queue each", ({ of }) => {
    const queues = Object.values(propertiesOf(of("bus"), "AWS::SQS::Queue"));
    const dead = queues.filter((queue) => /-dlq$/.test(queue.QueueName));
    assert.equal(dead.length, 4);
    const fed = queues.filter((queue) => queue.RedrivePolicy);
    assert.equal(fed.length, 4);
  }],
  [
    "Database: RDS PostgreSQL, Multi-AZ",
    ({ of }) =>
      of("data").hasResourceProperties("AWS::RDS::DBInstance", {
        Engine: "postgres",
        MultiAZ: true,
        PubliclyAccessible: false,
      }),
  ],
  [
    "Database: automated backups",
    ({ of, stage }) =>
      of("data").hasResourceProperties("AWS::RDS::DBInstance", {
        BackupRetentionPeriod: stage.database.backupDays,
        PreferredBackupWindow: "02:00-03:00",
        DeleteAutomatedBackups: false,
      }),
  ],
  ["Secrets: Secrets Manager, encrypted, rotated", ({ of }) => {
    const secrets = Object.values(propertiesOf(of("data"), "AWS::SecretsManager::Secret"));
    assert.equal(secrets.length, 1 + loginNames.length);
    for (const secret of secrets) assert.ok(secret.KmsKeyId, JSON.stringify(secret));
    of("data").resourceCountIs("AWS::SecretsManager::RotationSchedule", secrets.length);
    of("data").allResourcesProperties("AWS::SecretsManager::RotationSchedule", {
      RotationRules: { ScheduleExpression: "rate(30 days)" },
    });
  }],
  ["Secrets: no password in any task's or function's variables", ({ of }) => {
    const text = JSON.stringify(of("services").toJSON());
    assert.ok(!/postgres:\/\/[^/]*:[^/]*@/.test(text));
    assert.ok(!/AWS_SECRET_ACCESS_KEY/.test(text));
  }],
  ["Logging: CloudWatch Logs, a log group for each service, with retention", ({ of, stage }) => {
    const groups = Object.values(propertiesOf(of("services"), "AWS::Logs::LogGroup"));
    const names = groups.map((group) => group.LogGroupName);
    for (const { name } of onAws) {
      assert.ok(names.includes(`/rollcall/${stage.name}/${name}`), name);
    }
    for (const group of groups) assert.ok(group.RetentionInDays, JSON.stringify(group));
  }],
  ["Monitoring: CloudWatch metrics, dashboard, alarms", ({ of }) => {
    of("observe").resourceCountIs("AWS::CloudWatch::Dashboard", 1);
    const alarms = Object.values(propertiesOf(of("observe"), "AWS::CloudWatch::Alarm"));
    assert.ok(alarms.length >= 19, String(alarms.length));
    for (const alarm of alarms) assert.equal(alarm.AlarmActions.length, 1, alarm.AlarmName);
  }],
  ["Networking: VPC with public and private subnets in two zones or more", ({ of, stage }) => {
    const subnets = Object.values(propertiesOf(of("network"), "AWS::EC2::Subnet"));
    assert.equal(subnets.length, 3 * stage.network.zones.length);
    assert.ok(new Set(subnets.map((subnet) => subnet.AvailabilityZone)).size >= 2);
    for (const subnet of subnets) assert.equal(subnet.MapPublicIpOnLaunch, false);
    of("network").resourceCountIs("AWS::EC2::NatGateway", stage.network.natGateways);
  }],
  [
    "Networking: security groups; only CloudFront and the tier before may come in",
    ({ of, stage }) => {
      const rules = Object.values(propertiesOf(of("network"), "AWS::EC2::SecurityGroupIngress"));
      const outside = rules.filter((rule) => !rule.SourceSecurityGroupId);
      assert.deepEqual(outside.map((rule) => [rule.SourcePrefixListId, rule.FromPort]), [
        [stage.network.cloudFrontPrefixList, 443],
      ]);
      const ingress = rules.filter((rule) => rule.SourceSecurityGroupId);
      for (const group of Object.values(propertiesOf(of("network"), "AWS::EC2::SecurityGroup"))) {
        assert.equal(group.SecurityGroupIngress, undefined);
      }
      const ports = ingress.map((rule) => rule.FromPort).sort((a, b) => a - b);
      // AWS's endpoints, the database, and the services that answer people.
      const open = calls.map((name) => rowOf(name).port);
      assert.deepEqual(ports, [443, 5432, ...open]);
    },
  ],
  ["Load Balancing: ALB with health checks", ({ of }) => {
    const groups = propertiesOf(of("services"), "AWS::ElasticLoadBalancingV2::TargetGroup");
    assert.equal(Object.keys(groups).length, 10);
    for (const group of Object.values(groups)) assert.equal(group.HealthCheckPath, "/readyz");
  }],
  ["Load Balancing: TLS ends there; plain HTTP is redirected", ({ of, stage }) => {
    of("services").hasResourceProperties("AWS::ElasticLoadBalancingV2::Listener", {
      Port: 443,
      Protocol: "HTTPS",
      Certificates: [{ CertificateArn: stage.domain.originCertificateArn }],
    });
    of("services").hasResourceProperties("AWS::ElasticLoadBalancingV2::Listener", {
      Port: 80,
      DefaultActions: [Match.objectLike({
        Type: "redirect",
        RedirectConfig: { Port: "443", Protocol: "HTTPS", StatusCode: "HTTP_301" },
      })],
    });
  }],
  ["Auto-scaling: on CPU, memory, requests, queue depth and age", ({ of }) => {
    const text = JSON.stringify(
      propertiesOf(of("services"), "AWS::ApplicationAutoScaling::ScalingPolicy"),
    );
    for (
      const metric of [
        "ECSServiceAverageCPUUtilization",
        "ECSServiceAverageMemoryUtilization",
        "ALBRequestCountPerTarget",
      ]
    ) {
      assert.ok(text.includes(metric), metric);
    }
    assert.ok(text.includes("ApproximateNumberOfMessagesVisible"));
    of("services").hasResourceProperties("AWS::CloudWatch::Alarm", {
      MetricName: "ApproximateAgeOfOldestMessage",
      Namespace: "AWS/SQS",
    });
  }],
  ["Cost: every resource has the budget's tag, and the budget is watched", ({ of, stage }) => {
    of("observe").hasResourceProperties("AWS::Budgets::Budget", {
      Budget: Match.objectLike({
        BudgetLimit: { Amount: stage.budget.monthlyUsd, Unit: "USD" },
        CostFilters: { TagKeyValue: [`user:budget$${stage.budget.tag}`] },
      }),
    });
    of("data").hasResourceProperties("AWS::RDS::DBInstance", {
      Tags: Match.arrayWith([{ Key: "budget", Value: stage.budget.tag }]),
    });
  }],
];
