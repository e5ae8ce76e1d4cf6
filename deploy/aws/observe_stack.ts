/** Who is told of what: alarms, all to one topic, a dashboard, and the month's budget. */
import { Stack, type StackProps } from "aws-cdk-lib";
import * as budgets from "aws-cdk-lib/aws-budgets";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { Construct } from "constructs";
import { Alarms } from "./alarms.ts";
import type { BusStack } from "./bus_stack.ts";
import { dashboard } from "./dashboard.ts";
import type { DataStack } from "./data_stack.ts";
import type { ServicesStack } from "./services_stack.ts";
import type { Stage } from "./stages/mod.ts";

export interface ObserveProps {
  stage: Stage;
  services: ServicesStack;
  bus: BusStack;
  data: DataStack;
}

export class ObserveStack extends Stack {
  constructor(scope: Construct, id: string, props: ObserveProps & { stack: StackProps }) {
    super(scope, id, props.stack);
    const { stage, services, bus } = props;
    const { all } = new Alarms(this, "Rings", props);
    const errors = [...services.http.values()].map((service) => service.errors);
    for (const alarm of all) {
      alarm.addAlarmAction(new SnsAction(bus.alarms));
      alarm.addOkAction(new SnsAction(bus.alarms));
    }
    // Beside the services, because a deployment needs them: told of where they are.
    for (const alarm of errors) alarm.addAlarmAction(new SnsAction(bus.alarms));
    dashboard(this, "Dashboard", props, [...all, ...errors]);
    budget(this, "Budget", stage);
  }
}

/** Told at four fifths of the month's budget, by what is tagged as this stage's. */
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
