/** The answer to whoever's session, or account, has ended. */
import { HttpProblem } from "@rollcall/platform/problem.ts";

export function gone(): HttpProblem {
  const detail = "The session has ended: sign in again.";
  return new HttpProblem(401, detail, { code: "UNAUTHENTICATED" });
}
