/** What is read anew when something changes, and only then. */
import { untrack } from "svelte";

/**
 * Acts on a value now and whenever it is another. A job is a new object each time its feed says
 * something, so an effect that reads a field of it runs each time: here the value itself counts, and
 * what `act` reads does not. Called while a component is made.
 */
export function whenever<Value extends string | number | boolean | null>(
  value: () => Value,
  act: (value: Value) => (() => void) | void,
): void {
  const now = $derived.by(value);
  $effect(() => {
    const changed = now;
    return untrack(() => act(changed));
  });
}
