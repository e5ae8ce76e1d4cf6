/**
 * A free port that stays free while whoever listens on it is down: from below the range out of which
 * the system gives outgoing connections theirs, where one of them might take it meanwhile.
 */
const FIRST = 10_000, LAST = 30_000;

/** @throws where a hundred of them are taken */
export function steadyPort(hostname = "127.0.0.1"): number {
  for (let tries = 0; tries < 100; tries++) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    try {
      Deno.listen({ hostname, port }).close();
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
  throw new Error(`none of a hundred ports from ${FIRST} to ${LAST} is free`);
}
