/**
 * What every page has of calls that wait for their next attempt (held-call.ts, which comes with the
 * first of them): how the page shows one, and that all end when the user leaves it.
 */

export type Waits = {
  /** Ends the wait; an attempt in progress continues. */
  until?: AbortSignal;
  /** Called with the reason for the wait, and null once it is over; by default a toast shows it. */
  onheld?: (sentence: string | null) => void;
};

/** Shows a sentence and a button to stop; the returned function removes it. */
type Tell = (sentence: string, stop: () => void) => () => void;

let tell: Tell = () => () => {};
/** The calls that wait now. */
export const held = new Set<{ leave(): void }>();

/** Sets how the page shows waits that the caller does not show. */
export function onHeld(handler: Tell): void {
  tell = handler;
}

/** Shows a wait as the page does it. */
export const tellHeld: Tell = (sentence, stop) => tell(sentence, stop);

/** Ends every wait, when the user has left the page. */
export function endWaits(): void {
  for (const call of held) call.leave();
}
