/** The serverless option of the reference architecture: a line for each of its settings. */
import assert from "node:assert/strict";
import { Match } from "aws-cdk-lib/assertions";
import { services } from "../../../platform/manifest.ts";
import { functionEnvironment } from "../service_run.ts";
import { propertiesOf, type Rows } from "./synthesized.ts";

/** What CDK sets for the extension that fetches the login. */
const OF_EXTENSION = /^(PARAMETERS_SECRETS|SECRETS_MANAGER|SSM_PARAMETER)_/;

export const lambda: Rows = [
  [
    "Function: one that processes CSV files, 1024 MB, 5 minutes, Node 22",
    ({ of, stage }) =>
      of("services").hasResourceProperties("AWS::Lambda::Function", {
        FunctionName: `rollcall-${stage.name}-csv-worker`,
        Runtime: "nodejs22.x",
        MemorySize: 1024,
        Timeout: 300,
        TracingConfig: { Mode: "Active" },
      }),
  ],
  [
    "Event source mapping: 1-10 messages, a window of 5 s",
    ({ of }) =>
      of("services").hasResourceProperties("AWS::Lambda::EventSourceMapping", {
        BatchSize: 10,
        MaximumBatchingWindowInSeconds: 5,
      }),
  ],
  [
    "Concurrency: 10",
    ({ of }) =>
      of("services").hasResourceProperties("AWS::Lambda::EventSourceMapping", {
        ScalingConfig: { MaximumConcurrency: 10 },
      }),
  ],
  [
    "Built-in retry and DLQ: only what failed comes again",
    ({ of }) =>
      of("services").hasResourceProperties("AWS::Lambda::EventSourceMapping", {
        FunctionResponseTypes: ["ReportBatchItemFailures"],
      }),
  ],
  ["The function in place of the worker, not beside it", ({ of }) => {
    const names = Object.values(propertiesOf(of("services"), "AWS::ECS::Service"))
      .map((service) => service.ServiceName);
    assert.ok(!names.includes("parsing"));
    assert.ok(names.includes("dedupe"));
  }],
  [
    "S3 and RDS: from inside the network, with the login from Secrets Manager",
    ({ of }) =>
      of("services").hasResourceProperties("AWS::Lambda::Function", {
        VpcConfig: Match.objectLike({ SubnetIds: Match.anyValue() }),
        Layers: Match.anyValue(),
        Environment: { Variables: Match.objectLike({ DATABASE_SECRET_ID: Match.anyValue() }) },
      }),
  ],
  [
    "The worker's variables: those that follow from its row, and the secret with its login",
    ({ of, stage }) => {
      const [worker] = Object.values(propertiesOf(of("services"), "AWS::Lambda::Function"))
        .filter(({ FunctionName }) => FunctionName === `rollcall-${stage.name}-csv-worker`);
      const { DATABASE_SECRET_ID, ...variables } = worker!.Environment.Variables;
      assert.ok(DATABASE_SECRET_ID);
      const ours = Object.keys(variables).filter((name) => !OF_EXTENSION.test(name));
      const planned = functionEnvironment(services.find(({ name }) => name === "parsing")!, stage);
      assert.deepEqual(ours.sort(), Object.keys(planned).sort());
      assert.doesNotMatch(JSON.stringify(variables), /\binvalid\b/);
    },
  ],
  [
    "A message that is lost: the log is swept every minute",
    ({ of }) =>
      of("services").hasResourceProperties("AWS::Scheduler::Schedule", {
        ScheduleExpression: "rate(1 minute)",
        Target: Match.objectLike({ Input: '{"sweep":true}' }),
      }),
  ],
  [
    "Alarm: the function fails or runs into its limit",
    ({ of }) =>
      of("observe").hasResourceProperties("AWS::CloudWatch::Alarm", {
        AlarmName: Match.stringLikeRegexp("-parsing-function-errors$"),
        Namespace: "AWS/Lambda",
      }),
  ],
];
