/**
 * The CDK application: every stage's stacks, in the order in which they are deployed. Pure: it
 * reads only the stages and queries no account.
 */
import { App, type StackProps, Tags, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { acknowledge, type AcknowledgedFinding } from "./acknowledged_findings.ts";
import { BusStack } from "./bus_stack.ts";
import { DataStack } from "./data_stack.ts";
import { EdgeStack } from "./edge_stack.ts";
import { EDGE_REGION } from "./load_balancer.ts";
import { NetworkStack } from "./network_stack.ts";
import { ObserveStack } from "./observe_stack.ts";
import { OperatorStack } from "./operator_stack.ts";
import { ServicesStack } from "./services_stack.ts";
import { allStages, type Stage } from "./stages/mod.ts";

export interface StageStacks {
  stage: Stage;
  network: NetworkStack;
  bus: BusStack;
  data: DataStack;
  operator: OperatorStack;
  services: ServicesStack;
  edge: EdgeStack;
  observe: ObserveStack;
}

export interface RollcallApp {
  app: App;
  stages: StageStacks[];
  /** Entries that match nothing in these stages. */
  unused: AcknowledgedFinding[];
}

/** @param outdir where templates go */
export function rollcallApp(outdir: string, stages: Stage[]): RollcallApp {
  const app = new App({
    outdir,
    analyticsReporting: false,
    context: {
      "@aws-cdk/aws-iam:minimizePolicies": true,
      "@aws-cdk/core:checkSecretUsage": true,
      "@aws-cdk/core:enablePartitionLiterals": true,
    },
  });
  const all = stages.map((stage) => stageStacks(app, stage));
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return { app, stages: all, unused: acknowledge(app, stages) };
}

function stageStacks(app: App, stage: Stage): StageStacks {
  const named = (part: string, region = stage.region): [string, StackProps] => {
    const id = `rollcall-${stage.name}-${part}`;
    return [id, {
      env: { account: stage.account, region },
      description: `Rollcall ${stage.name}: ${part}`,
      terminationProtection: true,
    }];
  };
  const [networkId, networkProps] = named("network");
  const network = new NetworkStack(app, networkId, stage, networkProps);
  const [busId, busProps] = named("bus");
  const bus = new BusStack(app, busId, stage, busProps);
  const [dataId, dataProps] = named("data");
  const data = new DataStack(app, dataId, stage, { ...dataProps, network });
  const [operatorId, operatorProps] = named("operator");
  const operator = new OperatorStack(app, operatorId, stage, {
    ...operatorProps,
    network,
    data,
    bus,
  });
  const [servicesId, servicesProps] = named("services");
  const services = new ServicesStack(app, servicesId, stage, {
    ...servicesProps,
    network,
    data,
    bus,
    cluster: operator.cluster,
  });
  const [edgeId, edgeProps] = named("edge", EDGE_REGION);
  const edge = new EdgeStack(app, edgeId, stage, edgeProps);
  // It calls the load balancer by its name, and shares its secret.
  edge.addStackDependency(services);
  const [observeId, stack] = named("observe");
  const observe = new ObserveStack(app, observeId, { stage, services, bus, data, stack });
  const stacks = { stage, network, bus, data, operator, services, edge, observe };
  for (const one of [network, bus, data, operator, services, edge, observe]) {
    Tags.of(one).add("budget", stage.budget.tag);
    Tags.of(one).add("stage", stage.name);
  }
  return stacks;
}

if (import.meta.main) {
  const outdir = new URL("cdk.out", import.meta.url).pathname;
  const { app } = rollcallApp(outdir, allStages(Deno.env.get("IMAGE_TAG") ?? "not-deployed"));
  const { stacks } = app.synth();
  for (const { stackName, templateFile } of stacks) console.log(`${stackName}: ${templateFile}`);
}
