/**
 * Tells "a dependency is unavailable" (503, retry) from "we have a bug" (500), by the errors of
 * postgres.js, Postgres, sockets and the AWS clients.
 */
import pTimeout from "p-timeout";
import { unavailable } from "./problem.ts";

const codes = new Set([
  // sockets and DNS
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
  // Postgres: a replica query that conflicts with recovery; too many connections, out of memory or
  // disk, shutting down, starting up, timed out
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

/** Whether the error, or one of its causes, is a temporarily unavailable dependency. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, $metadata } = error as { code?: unknown; $metadata?: { httpStatusCode?: number } };
  if (typeof code === "string" && (codes.has(code) || code.startsWith("08"))) return true;
  if (names.has(error.name) || ($metadata?.httpStatusCode ?? 0) >= 500) return true;
  if (error instanceof AggregateError && error.errors.some(isUnavailable)) return true;
  return isUnavailable(error.cause);
}

/**
 * Waits for `work` at most `ms`; the work itself goes on, its outcome is ignored.
 * @throws HttpProblem 503 with `detail` once the time is up
 */
export async function withTimeout<T>(work: PromiseLike<T>, ms: number, detail: string): Promise<T> {
  const late = () => {
    throw unavailable(detail);
  };
  return await pTimeout(Promise.resolve(work), { milliseconds: ms, fallback: late });
}
