/**
 * The one stack that the test run starts for all tests that only need a running system: users are
 * isolated from each other, so each test comes with users of its own. Whoever kills services, counts
 * what is in the store, or needs another configuration borrows a stack (kept_stack.ts) or starts one.
 */
import { fromRun } from "./run_settings.ts";
import { alsoLookAt } from "./service_logs.ts";
import type { TestStack } from "./stack.ts";

export type SharedStack =
  & Pick<TestStack, "apiUrl" | "ownerUrl" | "databaseUrls" | "awsEndpoint" | "variables">
  & Partial<Pick<TestStack, "logs">>;

/** @throws where the run has started none */
export function sharedStack(): SharedStack {
  const stack: SharedStack = JSON.parse(fromRun("ROLLCALL_TEST_STACK"));
  if (stack.logs) alsoLookAt(stack.logs);
  return stack;
}

/** What the run tells the tests about it. */
export function describeStack(stack: TestStack): string {
  const { apiUrl, ownerUrl, databaseUrls, awsEndpoint, variables, logs } = stack;
  const told: SharedStack = { apiUrl, ownerUrl, databaseUrls, awsEndpoint, variables, logs };
  return JSON.stringify(told);
}
