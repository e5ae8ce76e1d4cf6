/** Monitoring: alarms to one topic, a dashboard, and the monthly budget. */
import { Stack, type StackProps } from "aws-cdk-lib";
import * as budgets from "aws-cdk-lib/aws-budgets";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { Construct } from "constructs";
import { Alarms } from "./alarms.ts";
import { dashboard } from "./dashboard.ts";
import type { MonitoredStacks } from "./monitored_stacks.ts";
import type { Stage } from "./stages/mod.ts";

export class ObserveStack extends Stack {
  constructor(scope: Construct, id: string, props: MonitoredStacks & { stack: StackProps }) {
    super(scope, id, props.stack);
    const { stage, services, bus } = props;
    const { all } = new Alarms(this, "Rings", props);
    const errors = [...services.http.values()].map((service) => service.errors);
    for (const alarm of all) {
      alarm.addAlarmAction(new SnsAction(bus.alarms));
      alarm.addOkAction(new SnsAction(bus.alarms));
    }
    // These alarms are in the services' stack, since deployments need them; only their action is
    // added here.
    for (const alarm of errors) alarm.addAlarmAction(new SnsAction(bus.alarms));
    dashboard(this, "Dashboard", props, [...all, ...errors]);
    budget(this, "Budget", stage);
  }
}

/** Notifies at 80 % of the monthly budget, by the stage's cost allocation tag. */
function budget(scope: Construct, id: string, { name, budget, alarmsEmail }: Stage): void {
  new budgets.CfnBudget(scope, id, {
    budget: {
      budgetName: `rollcall-${name}`,
      budgetType: "COST",
      timeUnit: "MONTHLY",
      budgetLimit: { amount: budget.monthlyUsd, unit: "USD" },
      costFilters: { TagKeyValue: [`user:budget$${budget.tag}`] },
    },
    notificationsWithSubscribers: [
      {
        notification: {
          notificationType: "ACTUAL",
          comparisonOperator: "GREATER_THAN",
          threshold: 80,
        },
        subscribers: [{ subscriptionType: "EMAIL", address: alarmsEmail }],
      },
    ],
  });
}
