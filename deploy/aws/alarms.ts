/**
 * Alarms and their thresholds: queues, dead letters, worker errors, lag of relay and projection,
 * 5xx, the database. Each description says what to do first.
 */
import { Duration } from "aws-cdk-lib";
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import * as logs from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { manifest, services } from "../../platform/manifest.ts";
import { type ConsumerName, subscriptions } from "../../platform/bus/subscriptions.ts";
import type { MonitoredStacks } from "./monitored_stacks.ts";
import { CONSUMER_DIMENSION, metricsNamespace, STAGE_DIMENSION } from "./telemetry.ts";

const QUEUE_MESSAGES = 100;
const LAG_SECONDS = 60;
/** Workers whose errors raise an alarm, since no request surfaces them. */
const workers = [
  ...services.filter(({ reacts, bus }) => reacts || bus === "publish").map(({ name }) => name),
  "reconciliation",
];

interface Ring {
  metric: cloudwatch.IMetric;
  above: number;
  say: string;
  /** Periods of the metric, in minutes except for daily work. */
  minutes?: number;
  below?: boolean;
  /** Missing data raises the alarm too. */
  silence?: boolean;
}

export class Alarms extends Construct {
  readonly all: cloudwatch.Alarm[] = [];

  constructor(scope: Construct, id: string, readonly props: MonitoredStacks) {
    super(scope, id);
    for (const name of Object.keys(subscriptions) as ConsumerName[]) this.#queue(name);
    for (const name of workers) this.#workerErrors(name);
    this.#reconciliation();
    this.#lags();
    this.#loadBalancer();
    this.#database();
  }

  #add(name: string, { metric, above, say, minutes = 5, below, silence }: Ring): void {
    const { LESS_THAN_THRESHOLD, GREATER_THAN_THRESHOLD } = cloudwatch.ComparisonOperator;
    this.all.push(
      new cloudwatch.Alarm(this, name, {
        alarmName: `rollcall-${this.props.stage.name}-${name}`,
        alarmDescription: say,
        metric,
        threshold: above,
        evaluationPeriods: minutes,
        datapointsToAlarm: minutes,
        comparisonOperator: below ? LESS_THAN_THRESHOLD : GREATER_THAN_THRESHOLD,
        treatMissingData: silence
          ? cloudwatch.TreatMissingData.BREACHING
          : cloudwatch.TreatMissingData.NOT_BREACHING,
      }),
    );
  }

  #queue(name: ConsumerName): void {
    const { queue, deadLetters } = this.props.bus.queues[name];
    const everyMinute = { period: Duration.minutes(1) };
    this.#add(`${name}-queue`, {
      metric: queue.metricApproximateNumberOfMessagesVisible(everyMinute),
      above: QUEUE_MESSAGES,
      say:
        `More than ${QUEUE_MESSAGES} messages wait for ${name}: is it running, at its most tasks?`,
    });
    this.#add(`${name}-dead-letters`, {
      metric: deadLetters.metricApproximateNumberOfMessagesVisible(everyMinute),
      above: 0,
      minutes: 1,
      say: `A message failed on every try in ${name}: dlq list, mend, dlq redrive`,
    });
  }

  /** Lines that a worker logs at error level: unexpected failures. */
  #workerErrors(name: string): void {
    const logGroup = this.props.services.logs.get(name)!;
    const filter = new logs.MetricFilter(this, `${name}-error-lines`, {
      logGroup,
      filterPattern: logs.FilterPattern.stringValue("$.level", "=", "error"),
      metricNamespace: metricsNamespace(this.props.stage),
      metricName: `${name}.errors`,
      metricValue: "1",
      defaultValue: 0,
    });
    this.#add(`${name}-errors`, {
      metric: filter.metric({ statistic: "Sum", period: Duration.minutes(1) }),
      above: 0,
      minutes: 1,
      say: `${name} logged an error: look at ${logGroup.logGroupName}`,
    });
    const fn = name === "parsing" ? this.props.services.parsingFunction?.function : undefined;
    if (!fn) return;
    this.#add("parsing-function-errors", {
      metric: fn.metricErrors({ period: Duration.minutes(1) }),
      above: 0,
      minutes: 1,
      say: "The parsing function failed or ran into its time limit",
    });
  }

  /** Nobody would miss a daily task: raise an alarm after two days without its last log line. */
  #reconciliation(): void {
    const { stage, services } = this.props;
    const done = new logs.MetricFilter(this, "reconciliation-done", {
      logGroup: services.logs.get("reconciliation")!,
      filterPattern: logs.FilterPattern.stringValue("$.message", "=", "files reconciled"),
      metricNamespace: metricsNamespace(stage),
      metricName: "reconciliation.runs",
      metricValue: "1",
    });
    this.#add("reconciliation-silent", {
      metric: done.metric({ statistic: "Sum", period: Duration.days(1) }),
      above: 1,
      below: true,
      minutes: 2,
      silence: true,
      say: "Files without a job were not looked for on two days: docs/operations/files.md",
    });
  }

  #lags(): void {
    const { stage } = this.props;
    const metric = (metricName: string, dimensions: Record<string, string> = {}) =>
      new cloudwatch.Metric({
        namespace: metricsNamespace(stage),
        metricName,
        dimensionsMap: { [STAGE_DIMENSION]: stage.name, ...dimensions },
        statistic: "Maximum",
        period: Duration.minutes(1),
      });
    this.#add("relay-lag", {
      metric: metric("rollcall.relay.oldest_unpublished.age"),
      above: LAG_SECONDS,
      minutes: 2,
      say: `The oldest unpublished event is older than ${LAG_SECONDS} s: is a relay the leader?`,
    });
    this.#add("projection-lag", {
      metric: metric("rollcall.consumer.oldest_pending.age", {
        [CONSUMER_DIMENSION]: "projection",
      }),
      above: LAG_SECONDS,
      minutes: 2,
      say: `People see what was true ${LAG_SECONDS} s ago: look at the projection's log`,
    });
    this.#add("projection-still", {
      metric: metric("rollcall.projection.still.age"),
      above: manifest.projection.stalledAfterS,
      minutes: 2,
      say:
        `Nothing was folded for ${manifest.projection.stalledAfterS} s while events waited: /readyz of the projection ` +
        "says where it stands still",
    });
  }

  #loadBalancer(): void {
    const { metrics } = this.props.services.loadBalancer.balancer;
    const sum = { statistic: "Sum", period: Duration.minutes(1) };
    this.#add("load-balancer-5xx", {
      // The services' own alarms are with the services, since they also roll back a deployment.
      metric: metrics.custom("HTTPCode_ELB_5XX_Count", sum),
      above: 5,
      minutes: 2,
      say: "The load balancer finds no service to answer: look at the target groups",
    });
  }

  #database(): void {
    const { stage, data } = this.props;
    const { primary, replica } = data.database;
    const everyMinute = { period: Duration.minutes(1) };
    this.#add("database-cpu", {
      metric: primary.metricCPUUtilization(everyMinute),
      above: 80,
      say: "The database is the bottleneck: docs/operations/scaling.md",
    });
    this.#add("database-storage", {
      metric: primary.metricFreeStorageSpace(everyMinute),
      above: stage.database.storageGib * 0.15 * 2 ** 30,
      below: true,
      say: "Less than 15 % of the first size is free: storage grows by itself, up to its limit",
    });
    this.#add("database-connections", {
      metric: primary.metricDatabaseConnections(everyMinute),
      above: stage.database.maxConnections,
      say: "Three quarters of the connections are taken: fewer tasks, or a larger instance",
    });
    this.#add("replica-lag", {
      metric: replica.metric("ReplicaLag", { ...everyMinute, statistic: "Maximum" }),
      above: 30,
      say: "The replica is behind the primary by more than 30 s",
    });
  }
}
