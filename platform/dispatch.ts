/**
 * Dispatches an event to the function that reacts to it, by the manifest: workers and Lambda
 * functions both go through here, so they cannot differ in what they react to.
 */
import type { Log } from "./log.ts";
import { functionFor, type FunctionName, type ReactingName } from "./manifest.ts";
import type { Cause } from "./reactions.ts";

/** Exactly the functions that the manifest names for a service. */
export type Functions<N extends ReactingName> = Record<
  FunctionName<N>,
  (cause: Cause) => Promise<void>
>;

/**
 * Handles a cause. An event that the manifest does not list for the service arrives only if the
 * queue's filter differs from the manifest, such as during a deployment. It is logged as an error
 * and acknowledged: failing it would set a healthy job aside.
 *
 * @throws what the function throws
 */
export function dispatch<N extends ReactingName>(
  name: N,
  functions: Functions<N>,
  log: Log,
): (cause: Cause) => Promise<void> {
  return async (cause) => {
    const chosen = functionFor(name, cause.type) as FunctionName<N> | undefined;
    if (chosen) return await functions[chosen](cause);
    log.error("an event type that this service does not handle", { event_type: cause.type });
  };
}
