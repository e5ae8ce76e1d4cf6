/**
 * A number for this run that no other run on this machine has at the same time, so that they do not
 * take each other's ports. Whoever has it listens on a port for as long as he runs: the system gives
 * that back whatever becomes of him.
 */
import { SLOTS } from "../harness/steady_port.ts";

/** Below the ports of tests. */
const FIRST = 10_900;

/** The first number that is free; 0 where all are taken, as then nothing is lost but certainty. */
export function takeSlot(first = FIRST): number {
  for (let slot = 0; slot < SLOTS; slot++) {
    try {
      Deno.listen({ hostname: "127.0.0.1", port: first + slot }).unref();
      return slot;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
  return 0;
}
