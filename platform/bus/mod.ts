/** The bus: one SNS topic, one SQS queue with a dead-letter queue per consuming service. */
export { checkQueue, checkTopics } from "./checks.ts";
export { type BusClients, openBus } from "./clients.ts";
export type { BusConfig } from "../config_fields.ts";
export { type ConsumerOptions, type RunningConsumer, startConsumer } from "./consumer.ts";
export {
  countDeadLetters,
  type DeadLetter,
  discard,
  readDeadLetters,
  returnToQueue,
} from "./dead_letters.ts";
export {
  type ConsumerName,
  queueNames,
  subscriptions,
  TRACE_ATTRIBUTE,
  TYPE_ATTRIBUTE,
} from "./subscriptions.ts";
export { ensureTopology, type Topology } from "./topology.ts";
