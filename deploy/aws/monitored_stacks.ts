/** The stacks of a stage that have metrics. */
import type { BusStack } from "./bus_stack.ts";
import type { DataStack } from "./data_stack.ts";
import type { ServicesStack } from "./services_stack.ts";
import type { Stage } from "./stages/mod.ts";

export interface MonitoredStacks {
  stage: Stage;
  services: ServicesStack;
  bus: BusStack;
  data: DataStack;
}
