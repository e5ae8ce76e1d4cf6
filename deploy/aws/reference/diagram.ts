/** The production diagram of the reference architecture: a line for each of its settings. */
import assert from "node:assert/strict";
import { Match } from "aws-cdk-lib/assertions";
import { postgresLogSettings } from "../../local/postgres_log.ts";
import { services } from "../../../platform/manifest.ts";
import { type ConsumerName, subscriptions } from "../../../platform/bus/subscriptions.ts";
import { ATTEMPTS } from "../attempt_paths.ts";
import { listenerRules } from "../listener_rules.ts";
import { namedHosts } from "../named_hosts.ts";
import { propertiesOf, type Rows } from "./synthesized.ts";

const consumers = Object.keys(subscriptions) as ConsumerName[];

export const diagram: Rows = [
  [
    "Internet → HTTPS: CloudFront redirects, TLS 1.2 or newer",
    ({ of }) =>
      of("edge").hasResourceProperties("AWS::CloudFront::Distribution", {
        DistributionConfig: Match.objectLike({
          DefaultCacheBehavior: Match.objectLike({ ViewerProtocolPolicy: "redirect-to-https" }),
          ViewerCertificate: Match.objectLike({ MinimumProtocolVersion: "TLSv1.2_2021" }),
        }),
      }),
  ],
  [
    "CloudFront → ALB: /api/* of the same origin, never cached",
    ({ of }) =>
      of("edge").hasResourceProperties("AWS::CloudFront::Distribution", {
        DistributionConfig: Match.objectLike({
          CacheBehaviors: [
            Match.objectLike({
              PathPattern: "/api/*",
              // AWS's policy CachingDisabled
              CachePolicyId: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
              FunctionAssociations: Match.arrayWith([
                Match.objectLike({ EventType: "viewer-request" }),
                Match.objectLike({ EventType: "viewer-response" }),
              ]),
            }),
          ],
        }),
      }),
  ],
  [
    "CloudFront: a firewall with a rate for each address",
    ({ of, stage }) =>
      of("edge").hasResourceProperties("AWS::WAFv2::WebACL", {
        Scope: "CLOUDFRONT",
        Rules: Match.arrayWith([
          Match.objectLike({
            Statement: {
              RateBasedStatement: Match.objectLike({
                AggregateKeyType: "IP",
                Limit: stage.requestsPerAddress,
              }),
            },
          }),
        ]),
      }),
  ],
  ["CloudFront: a firewall with a lower rate where passwords can be tried", ({ of, stage }) => {
    assert.ok(stage.attemptsPerAddress < stage.requestsPerAddress);
    of("edge").hasResourceProperties("AWS::WAFv2::WebACL", {
      Rules: Match.arrayWith([
        Match.objectLike({
          Name: "sign-in",
          Statement: {
            RateBasedStatement: Match.objectLike({
              Limit: stage.attemptsPerAddress,
              ScopeDownStatement: {
                AndStatement: {
                  Statements: Match.arrayWith([
                    { RegexMatchStatement: Match.objectLike({ RegexString: ATTEMPTS }) },
                  ]),
                },
              },
            }),
          },
        }),
      ]),
    });
  }],
  ["Logs: what people search for is in none: not CloudFront's, the balancer's, the firewall's", (
    { of },
  ) => {
    const [delivery] = Object.values(propertiesOf(of("edge"), "AWS::Logs::Delivery"));
    const fields: string[] = delivery!.RecordFields;
    assert.ok(fields.includes("cs-uri-stem") && fields.includes("c-ip"));
    for (const field of ["cs-uri-query", "cs(Referer)", "cs(Cookie)"]) {
      assert.ok(!fields.includes(field), field);
    }
    of("edge").hasResourceProperties("AWS::CloudFront::Distribution", {
      DistributionConfig: Match.objectLike({ Logging: Match.absent() }),
    });
    const [balancer] = Object.values(
      propertiesOf(of("services"), "AWS::ElasticLoadBalancingV2::LoadBalancer"),
    );
    assert.doesNotMatch(JSON.stringify(balancer), /access_logs/);
    assert.doesNotMatch(
      JSON.stringify(propertiesOf(of("edge"), "AWS::WAFv2::WebACL")),
      /"SampledRequestsEnabled":true/,
    );
  }],
  ["Logs: every log group is encrypted with a key of ours", ({ of }) => {
    let groups = 0;
    for (const part of ["network", "data", "operator", "services"] as const) {
      for (const group of Object.values(propertiesOf(of(part), "AWS::Logs::LogGroup"))) {
        assert.ok(group.KmsKeyId, JSON.stringify(group));
        groups++;
      }
    }
    assert.ok(groups > 10, String(groups));
    of("network").hasResourceProperties("AWS::KMS::Key", {
      KeyPolicy: Match.objectLike({
        Statement: Match.arrayWith([
          Match.objectLike({
            Principal: { Service: Match.stringLikeRegexp("^logs\\..*\\.amazonaws\\.com$") },
            Condition: Match.objectLike({}),
          }),
        ]),
      }),
    });
  }],
  ["ALB → tasks: TLS, with its health checks", ({ of }) => {
    const groups = Object.values(
      propertiesOf(of("services"), "AWS::ElasticLoadBalancingV2::TargetGroup"),
    );
    assert.equal(groups.length, 10);
    for (const { Protocol, HealthCheckProtocol } of groups) {
      assert.deepEqual([Protocol, HealthCheckProtocol], ["HTTPS", "HTTPS"]);
    }
    const served = Object.values(propertiesOf(of("services"), "AWS::ECS::TaskDefinition"))
      .filter((task) => JSON.stringify(task).includes('"SERVE_TLS"'));
    assert.equal(served.length, 5);
    for (const task of served) {
      assert.match(task.ContainerDefinitions[0].HealthCheck.Command.join(" "), /https:\/\//);
    }
  }],
  ["Network: whatever runs in it finds the hosts that are named, and no other", ({ of, stage }) => {
    const lists = Object.values(
      propertiesOf(of("network"), "AWS::Route53Resolver::FirewallDomainList"),
    );
    assert.deepEqual(lists.map(({ Domains }) => Domains), [namedHosts(stage), ["*"]]);
    of("network").hasResourceProperties("AWS::Route53Resolver::FirewallRuleGroup", {
      FirewallRules: [
        Match.objectLike({ Action: "ALLOW", Priority: 1 }),
        Match.objectLike({ Action: "BLOCK", Priority: 2 }),
      ],
    });
    of("network").resourceCountIs("AWS::Route53Resolver::FirewallRuleGroupAssociation", 1);
  }],
  ["ALB: the routes of the gateway's table, by path and method", ({ of }) => {
    const rules = Object.values(
      propertiesOf(of("services"), "AWS::ElasticLoadBalancingV2::ListenerRule"),
    ).sort((a, b) => a.Priority - b.Priority);
    const expected = listenerRules();
    assert.deepEqual(rules.map((rule) => rule.Priority), expected.map((rule) => rule.priority));
    rules.forEach((rule, i) => {
      const of = (field: string) =>
        rule.Conditions.find((condition: { Field: string }) => condition.Field === field);
      assert.deepEqual(of("path-pattern").PathPatternConfig.RegexValues, expected[i]!.paths);
      assert.deepEqual(
        of("http-request-method")?.HttpRequestMethodConfig.Values ?? [],
        expected[i]!.methods,
      );
      assert.equal(of("http-header").HttpHeaderConfig.HttpHeaderName, "x-rollcall-origin");
      assert.deepEqual(
        rule.Actions[0].ForwardConfig.TargetGroups.map((one: { Weight: number }) => one.Weight),
        [1, 0],
      );
    });
  }],
  ["API service: auto-scaled; a failed deployment goes back by itself", ({ of }) => {
    for (const service of Object.values(propertiesOf(of("services"), "AWS::ECS::Service"))) {
      const { DeploymentCircuitBreaker: breaker } = service.DeploymentConfiguration;
      assert.deepEqual(breaker, { Enable: true, Rollback: true }, service.ServiceName);
    }
  }],
  ["API service: blue/green for zero downtime", ({ of }) => {
    const http = Object.values(propertiesOf(of("services"), "AWS::ECS::Service"))
      .filter((service) => service.LoadBalancers);
    assert.equal(http.length, 5);
    for (const { DeploymentConfiguration, LoadBalancers } of http) {
      assert.equal(DeploymentConfiguration.Strategy, "BLUE_GREEN");
      assert.equal(DeploymentConfiguration.BakeTimeInMinutes, 5);
      assert.equal(DeploymentConfiguration.Alarms.Rollback, true);
      const { AdvancedConfiguration: advanced } = LoadBalancers[0];
      assert.ok(advanced.AlternateTargetGroupArn && advanced.ProductionListenerRule);
    }
  }],
  ["Tasks: read-only root, not root, health checks, secrets from Secrets Manager", ({ of }) => {
    const tasks = Object.values(propertiesOf(of("services"), "AWS::ECS::TaskDefinition"));
    // Each service but the gateway, and the daily reconciliation, which nobody asks for its health.
    assert.equal(tasks.length, services.length - 1 + 1);
    for (const task of tasks) {
      const [service] = task.ContainerDefinitions;
      assert.equal(service.ReadonlyRootFilesystem, true, task.Family);
      assert.equal(service.User, "65532:65532");
      if (task.Family.endsWith("-reconciliation")) continue;
      assert.match(service.HealthCheck.Command.join(" "), /\/healthz/);
      assert.equal(service.StopTimeout, 30);
      assert.deepEqual(
        service.Secrets.map((secret: { Name: string }) => secret.Name),
        ["PGUSER", "PGPASSWORD"],
      );
    }
  }],
  ["RDS: primary with failover, replica to read from", ({ of, stage }) => {
    of("data").resourceCountIs("AWS::RDS::DBInstance", 2);
    of("data").hasResourceProperties("AWS::RDS::DBInstance", {
      DBInstanceIdentifier: `rollcall-${stage.name}-read`,
      SourceDBInstanceIdentifier: Match.anyValue(),
    });
    // The projection's queries go to the replica, the other services know nothing of it.
    const tasks = Object.values(propertiesOf(of("services"), "AWS::ECS::TaskDefinition"))
      .filter((task) => JSON.stringify(task).includes("DATABASE_READ_URL"));
    assert.deepEqual(tasks.map((task) => task.Family), [`rollcall-${stage.name}-projection`]);
  }],
  ["RDS: encrypted at rest and on the wire", ({ of }) => {
    of("data").hasResourceProperties("AWS::RDS::DBInstance", {
      StorageEncrypted: true,
      KmsKeyId: Match.anyValue(),
    });
    of("data").hasResourceProperties("AWS::RDS::DBParameterGroup", {
      Parameters: Match.objectLike({ "rds.force_ssl": "1", statement_timeout: "30000" }),
    });
    const text = JSON.stringify(propertiesOf(of("services"), "AWS::ECS::TaskDefinition"));
    // Each service but the gateway, the projection's replica, and the daily reconciliation.
    assert.equal(text.match(/sslmode=verify-full/g)?.length, services.length - 1 + 2);
  }],
  ["RDS: its log has no parameter and no quoted value, for a month", ({ of }) => {
    of("data").hasResourceProperties("AWS::RDS::DBParameterGroup", {
      Parameters: Match.objectLike({
        ...postgresLogSettings,
        "pg_stat_statements.track_utility": "0",
        // Would load what has a log of its own.
        shared_preload_libraries: Match.absent(),
      }),
    });
    const logs = Object.values(propertiesOf(of("data"), "AWS::Logs::LogGroup"))
      .filter(({ LogGroupName }) => LogGroupName?.startsWith("/aws/rds/"));
    assert.deepEqual(logs.map(({ RetentionInDays }) => RetentionInDays), [30, 30]);
  }],
  [
    "S3: Standard, IA after 30 days, Glacier after 90",
    ({ of, stage }) =>
      of("data").hasResourceProperties("AWS::S3::Bucket", {
        BucketName: stage.uploads.bucket,
        LifecycleConfiguration: {
          Rules: Match.arrayWith([
            Match.objectLike({
              Transitions: [
                { StorageClass: "STANDARD_IA", TransitionInDays: 30 },
                { StorageClass: "GLACIER_IR", TransitionInDays: 90 },
              ],
            }),
          ]),
        },
      }),
  ],
  [
    "S3: what a job's deletion removes is gone within days",
    ({ of, stage }) =>
      of("data").hasResourceProperties("AWS::S3::Bucket", {
        BucketName: stage.uploads.bucket,
        LifecycleConfiguration: {
          Rules: Match.arrayWith([
            Match.objectLike({
              NoncurrentVersionExpiration: { NoncurrentDays: stage.uploads.noncurrentDays },
              ExpiredObjectDeleteMarker: true,
            }),
            Match.objectLike({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }),
          ]),
        },
      }),
  ],
  ["S3: versioning enabled, encryption AES-256, nothing public, TLS only", ({ of, stage }) => {
    of("data").hasResourceProperties("AWS::S3::Bucket", {
      BucketName: stage.uploads.bucket,
      VersioningConfiguration: { Status: "Enabled" },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } },
        ],
      },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    assert.match(JSON.stringify(propertiesOf(of("data"), "AWS::S3::BucketPolicy")), TLS_ONLY);
  }],
  [
    "S3: bucket prod-data-ingestion",
    ({ stage }) => assert.equal(stage.uploads.bucket, `${stage.name}-data-ingestion`),
  ],
  ["SQS: queue prod-ingestion-queue, dead letters in prod-ingestion-dlq", ({ of, stage }) => {
    const names = Object.values(propertiesOf(of("bus"), "AWS::SQS::Queue"))
      .map((queue) => queue.QueueName);
    assert.ok(names.includes(`${stage.name}-ingestion-queue`));
    assert.ok(names.includes(`${stage.name}-ingestion-dlq`));
  }],
  ["SQS: visibility 300 s, retention 14 days, 3 receives, long polling 10 s", ({ of }) => {
    for (const queue of Object.values(propertiesOf(of("bus"), "AWS::SQS::Queue"))) {
      assert.equal(queue.MessageRetentionPeriod, 14 * 24 * 3600, queue.QueueName);
      if (/-dlq$/.test(queue.QueueName)) continue;
      assert.equal(queue.VisibilityTimeout, 300, queue.QueueName);
      assert.equal(queue.RedrivePolicy.maxReceiveCount, 3, queue.QueueName);
      assert.equal(queue.ReceiveMessageWaitTimeSeconds, 10, queue.QueueName);
    }
  }],
  ["SQS and SNS: encrypted with a key of ours, TLS only", ({ of }) => {
    const queues = Object.values(propertiesOf(of("bus"), "AWS::SQS::Queue"));
    for (const queue of queues) assert.ok(queue.KmsMasterKeyId, queue.QueueName);
    of("bus").allResourcesProperties("AWS::SNS::Topic", { KmsMasterKeyId: Match.anyValue() });
    const policies = Object.values(propertiesOf(of("bus"), "AWS::SQS::QueuePolicy"));
    assert.equal(policies.length, queues.length);
    for (const policy of policies) assert.match(JSON.stringify(policy), TLS_ONLY);
    for (const policy of Object.values(propertiesOf(of("bus"), "AWS::SNS::TopicPolicy"))) {
      assert.match(JSON.stringify(policy), TLS_ONLY);
    }
  }],
  [
    "SNS → SQS: each consumer hears what the services' table says, raw, with dead letters",
    ({ of }) => {
      const feeds = Object.values(propertiesOf(of("bus"), "AWS::SNS::Subscription"))
        .filter((feed) => feed.Protocol === "sqs");
      const filters = feeds.map((feed) => feed.FilterPolicy?.type ?? null);
      const expected = consumers.map((name) => subscriptions[name]);
      assert.deepEqual(filters.map(String).sort(), expected.map(String).sort());
      for (const feed of feeds) {
        assert.equal(feed.RawMessageDelivery, true);
        assert.ok(feed.RedrivePolicy.deadLetterTargetArn);
      }
    },
  ],
  ["CloudFront: texts compressed; a missing file is a 404 that nobody keeps", ({ of }) => {
    of("edge").hasResourceProperties("AWS::CloudFront::Distribution", {
      DistributionConfig: Match.objectLike({
        DefaultCacheBehavior: Match.objectLike({ Compress: true }),
        CustomErrorResponses: [{ ErrorCode: 404, ErrorCachingMinTTL: 0 }],
      }),
    });
    of("edge").hasResourceProperties("AWS::CloudFront::ResponseHeadersPolicy", {
      ResponseHeadersPolicyConfig: Match.objectLike({
        CustomHeadersConfig: {
          Items: Match.arrayWith([
            { Header: "cache-control", Value: "no-store", Override: false },
          ]),
        },
      }),
    });
    // Without it S3 says 403 of what is not there.
    const policies = JSON.stringify(propertiesOf(of("edge"), "AWS::S3::BucketPolicy"));
    assert.match(policies, /"s3:ListBucket"/);
  }],
  ["Monitoring: alarm on a queue of more than 100", ({ of }) => {
    for (const name of consumers) {
      of("observe").hasResourceProperties("AWS::CloudWatch::Alarm", {
        AlarmName: Match.stringLikeRegexp(`-${name}-queue$`),
        MetricName: "ApproximateNumberOfMessagesVisible",
        ComparisonOperator: "GreaterThanThreshold",
        Threshold: 100,
      });
      of("observe").hasResourceProperties("AWS::CloudWatch::Alarm", {
        AlarmName: Match.stringLikeRegexp(`-${name}-dead-letters$`),
        Threshold: 0,
      });
    }
  }],
  ["Monitoring: alarm on worker errors, by lines of their JSON logs", ({ of }) => {
    const filters = Object.values(propertiesOf(of("observe"), "AWS::Logs::MetricFilter"))
      .map((filter) => filter.FilterPattern);
    assert.deepEqual(filters.sort(), [
      ...Array(6).fill('{ $.level = "error" }'),
      '{ $.message = "files reconciled" }',
    ]);
    of("observe").hasResourceProperties("AWS::CloudWatch::Alarm", {
      AlarmName: Match.stringLikeRegexp("-parsing-errors$"),
      Threshold: 0,
    });
  }],
  ["S3: files without a job are looked for every day, and two days without it ring", ({ of }) => {
    of("services").hasResourceProperties("AWS::Scheduler::Schedule", {
      ScheduleExpression: "cron(10 3 * * ? *)",
      Target: Match.objectLike({ EcsParameters: Match.objectLike({ LaunchType: "FARGATE" }) }),
    });
    const [task] = Object.values(propertiesOf(of("services"), "AWS::ECS::TaskDefinition"))
      .filter(({ Family }) => Family.endsWith("-reconciliation"));
    const [{ Command, Secrets }] = task!.ContainerDefinitions;
    assert.equal(Command.at(-1), "services/operations/reconcile.ts");
    assert.deepEqual(Secrets.map(({ Name }: { Name: string }) => Name), ["PGUSER", "PGPASSWORD"]);
    of("observe").hasResourceProperties("AWS::CloudWatch::Alarm", {
      AlarmName: Match.stringLikeRegexp("-reconciliation-silent$"),
      TreatMissingData: "breaching",
      Period: 86_400,
    });
  }],
  ["Monitoring: alarms on lags, 5xx and the database", ({ of }) => {
    const names = Object.values(propertiesOf(of("observe"), "AWS::CloudWatch::Alarm"))
      .map((alarm) => alarm.AlarmName.replace(/^rollcall-[a-z]+-/, ""));
    for (
      const name of [
        "relay-lag",
        "projection-lag",
        "projection-still",
        "load-balancer-5xx",
        "database-cpu",
        "database-storage",
        "database-connections",
        "replica-lag",
      ]
    ) assert.ok(names.includes(name), name);
    const errors = Object.values(propertiesOf(of("services"), "AWS::CloudWatch::Alarm"))
      .filter((alarm) => /-5xx$/.test(alarm.AlarmName ?? ""));
    assert.equal(errors.length, 5);
    for (const alarm of errors) assert.equal(alarm.AlarmActions.length, 1);
  }],
  ["X-Ray: every service's task sends traces, by the collector beside it", ({ of }) => {
    for (const task of Object.values(propertiesOf(of("services"), "AWS::ECS::TaskDefinition"))) {
      if (task.Family.endsWith("-reconciliation")) continue;
      const collector = task.ContainerDefinitions[1];
      assert.match(collector.Image, /aws-otel-collector:v\d/);
      const variable = collector.Environment.find((one: { Name: string }) =>
        one.Name === "AOT_CONFIG_CONTENT"
      );
      assert.match(JSON.stringify(variable), /awsxray/);
    }
    assert.match(
      JSON.stringify(propertiesOf(of("services"), "AWS::IAM::Policy")),
      /PutTraceSegments/,
    );
  }],
  ["Network: AWS's services by endpoints, without the internet", ({ of }) => {
    const names = JSON.stringify(propertiesOf(of("network"), "AWS::EC2::VPCEndpoint"));
    for (
      const name of ["s3", "sqs", "sns", "secretsmanager", "ecr.api", "ecr.dkr", "logs", "xray"]
    ) assert.match(names, new RegExp(`\\.${name.replace(".", "\\.")}"`), name);
  }],
];

/** A statement that denies whatever comes without TLS. */
const TLS_ONLY = /"aws:SecureTransport":"false"/;
