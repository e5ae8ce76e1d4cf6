/** The refusal of a session that has ended, or whose account has. */
import { HttpProblem } from "@rollcall/platform/problem.ts";

export function sessionEnded(): HttpProblem {
  const detail = "The session has ended: sign in again.";
  return new HttpProblem(401, detail, { code: "UNAUTHENTICATED" });
}
