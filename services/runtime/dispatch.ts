/**
 * From an event to the function that reacts to it, by the manifest: every entry of a service goes
 * through here, so that a worker and a function on Lambda cannot differ in what they react to.
 */
import type { Log } from "./log.ts";
import { functionFor, type FunctionName, type ReactingName } from "./manifest.ts";
import type { Cause } from "./reactions.ts";

/** The functions that the manifest names for a service: none missing, none besides. */
export type Functions<N extends ReactingName> = Record<
  FunctionName<N>,
  (cause: Cause) => Promise<void>
>;

/**
 * What a service does with a cause. An event that the manifest does not know of for it comes only
 * through a queue's filter that is not the manifest's, during a deployment say. It is logged as an
 * error and done with: failing it would set a healthy job aside.
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
    log.error("an event that this service does not react to", { event_type: cause.type });
  };
}
