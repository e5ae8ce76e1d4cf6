/**
 * All services: one for each manifest row that has a size; the load balancer uses the gateway's
 * route table. Parsing runs on Fargate or Lambda, as the stage configures.
 */
import { RemovalPolicy, Stack, type StackProps } from "aws-cdk-lib";
import type * as ecs from "aws-cdk-lib/aws-ecs";
import * as logs from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import { type ServiceRow, services } from "../../platform/manifest.ts";
import type { BusStack } from "./bus_stack.ts";
import type { DataStack } from "./data_stack.ts";
import { HttpService } from "./http_service.ts";
import { type ListenerRule, listenerRules } from "./listener_rules.ts";
import { LoadBalancer } from "./load_balancer.ts";
import { type LoginSecrets, loginSecrets } from "./logins.ts";
import type { NetworkStack } from "./network_stack.ts";
import { ParsingFunction } from "./parsing_function.ts";
import { Reconciliation } from "./reconciliation.ts";
import { restartWeekly } from "./weekly_restarts.ts";
import { ServiceTask } from "./service_task.ts";
import type { Stage, TaskSize } from "./stages/mod.ts";
import { WorkerService } from "./worker_service.ts";

export interface ServicesStackProps extends StackProps {
  network: NetworkStack;
  data: DataStack;
  bus: BusStack;
  cluster: ecs.Cluster;
}

export class ServicesStack extends Stack {
  readonly cluster: ecs.Cluster;
  readonly loadBalancer: LoadBalancer;
  readonly http = new Map<string, HttpService>();
  readonly workers = new Map<string, WorkerService>();
  readonly logs = new Map<string, logs.ILogGroup>();
  readonly parsingFunction: ParsingFunction | undefined;

  constructor(scope: Construct, id: string, stage: Stage, props: ServicesStackProps) {
    super(scope, id, props);
    const { network, data } = props;
    this.cluster = props.cluster;
    this.loadBalancer = new LoadBalancer(this, "LoadBalancer", {
      stage,
      vpc: network.vpc,
      group: network.loadBalancerGroup,
    });
    const metricsLog = new logs.LogGroup(this, "Metrics", {
      logGroupName: `/rollcall/${stage.name}/metrics`,
      retention: logs.RetentionDays.ONE_MONTH,
      encryptionKey: data.logKey,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const logins = loginSecrets(this, data.logins);
    const rules = new Map(listenerRules().map((rule) => [rule.to as string, rule]));
    for (const row of services) {
      if (!row.size) continue;
      if (row.name === "parsing" && stage.parsing === "lambda") {
        this.parsingFunction = new ParsingFunction(this, "Parsing", {
          ...props,
          stage,
          row,
          logins,
        });
        this.logs.set(row.name, this.parsingFunction.log);
        continue;
      }
      this.#addService(
        row,
        stage.sizes[row.size],
        stage,
        { ...props, logins, metricsLog },
        rules.get(row.name),
      );
    }
    const { log } = new Reconciliation(this, "reconciliation", { ...props, stage, logins });
    this.logs.set("reconciliation", log);
    restartWeekly(this, "Restarts", [...this.http.values(), ...this.workers.values()]);
  }

  #addService(
    row: ServiceRow,
    size: TaskSize,
    stage: Stage,
    { network, ...given }: ServicesStackProps & {
      logins: LoginSecrets;
      metricsLog: logs.ILogGroup;
    },
    rule: ListenerRule | undefined,
  ): void {
    const task = new ServiceTask(this, `${row.name}-task`, { ...given, stage, row, size });
    this.logs.set(row.name, task.log);
    const shared = { row, size, task, cluster: this.cluster, group: network.taskGroup };
    if (rule) {
      const service = new HttpService(this, row.name, {
        ...shared,
        stage,
        rule,
        loadBalancer: this.loadBalancer,
      });
      this.http.set(row.name, service);
    } else {
      const queue = given.bus.queues[row.name as keyof BusStack["queues"]]?.queue;
      this.workers.set(row.name, new WorkerService(this, row.name, { ...shared, queue }));
    }
  }
}
