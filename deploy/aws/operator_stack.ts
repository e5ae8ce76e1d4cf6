/**
 * The cluster and the operator's task. Deployed before the services' stack: migrations run with the
 * new image while the old services are still running, and on a new database before there are any.
 */
import { Stack, type StackProps } from "aws-cdk-lib";
import * as ecs from "aws-cdk-lib/aws-ecs";
import type { Construct } from "constructs";
import type { BusStack } from "./bus_stack.ts";
import type { DataStack } from "./data_stack.ts";
import { loginSecrets } from "./logins.ts";
import type { NetworkStack } from "./network_stack.ts";
import { OperatorTask } from "./operator_task.ts";
import type { Stage } from "./stages/mod.ts";

export class OperatorStack extends Stack {
  readonly cluster: ecs.Cluster;

  constructor(
    scope: Construct,
    id: string,
    stage: Stage,
    props: StackProps & { network: NetworkStack; data: DataStack; bus: BusStack },
  ) {
    super(scope, id, props);
    const { network, data, bus } = props;
    this.cluster = new ecs.Cluster(this, "Cluster", {
      vpc: network.vpc,
      clusterName: `rollcall-${stage.name}`,
      containerInsightsV2: ecs.ContainerInsights.ENHANCED,
    });
    const logins = loginSecrets(this, data.logins);
    new OperatorTask(this, "Task", { stage, data, bus, logins });
  }
}
