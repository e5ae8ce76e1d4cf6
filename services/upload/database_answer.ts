/** How long a request waits for the database before it counts as away. */
import { withTimeout } from "@rollcall/platform/unavailable.ts";

const ANSWER_MS = 3_000;

/** What the database answers. @throws HttpProblem 503 after 3 s without an answer */
export function databaseAnswer<T>(asked: Promise<T>): Promise<T> {
  return withTimeout(asked, ANSWER_MS, "The database does not answer.");
}
