/**
 * Tells "a dependency is away" from "we have a bug": the first is a 503 to come back from, the
 * second a 500. Knows how postgres.js, Postgres, sockets and the AWS clients say it.
 */
import { unavailable } from "./problem.ts";

const codes = new Set([
  // sockets and name look-ups
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  // postgres.js
  "CONNECTION_CLOSED",
  "CONNECTION_DESTROYED",
  "CONNECTION_ENDED",
  "CONNECT_TIMEOUT",
  // Postgres: a replica's query in the way of what it replays; too many connections, out of memory
  // or disk, shutting down, starting up, timed out
  "40001",
  "53000",
  "53100",
  "53200",
  "53300",
  "57014",
  "57P01",
  "57P02",
  "57P03",
  "25P03",
  "25P04",
]);

const names = new Set(["TimeoutError", "NetworkingError", "TooManyAppends", "TransactionOver"]);

/** Whether the fault, or one that caused it, is a dependency that cannot be reached for now. */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, $metadata } = error as { code?: unknown; $metadata?: { httpStatusCode?: number } };
  if (typeof code === "string" && (codes.has(code) || code.startsWith("08"))) return true;
  if (names.has(error.name) || ($metadata?.httpStatusCode ?? 0) >= 500) return true;
  if (error instanceof AggregateError && error.errors.some(isAway)) return true;
  return isAway(error.cause);
}

/**
 * Waits for `work`, but no longer than `ms`; the work itself goes on, its outcome is dropped.
 * @throws HttpProblem 503 with `detail` once the time is up
 */
export async function inTime<T>(work: PromiseLike<T>, ms: number, detail: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(unavailable(detail)), ms);
  });
  const running = Promise.resolve(work);
  running.catch(() => {});
  try {
    return await Promise.race([running, late]);
  } finally {
    clearTimeout(timer);
  }
}
