/** Effects that run only when a value changes. */
import { untrack } from "svelte";

/**
 * Calls `act` with a value now and whenever the value changes. A job is a new object on each
 * update, so an effect that reads one of its fields would run each time; here only the value itself
 * counts, and what `act` reads is not tracked. Call it during component initialisation.
 */
export function onChange<Value extends string | number | boolean | null>(
  value: () => Value,
  act: (value: Value) => (() => void) | void,
): void {
  const now = $derived.by(value);
  $effect(() => {
    const changed = now;
    return untrack(() => act(changed));
  });
}
