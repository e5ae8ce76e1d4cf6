/**
 * Expected refusals on their way out of a service: outcomes that know no transport, each with its
 * answer over HTTP in the service's `refusals.ts`.
 */
import type { HttpProblem } from "./problem.ts";

type Outcomes = { outcome: string };

/** An expected refusal. Each service gives it the union of its own outcomes. */
export class RefusedWith<Refusal extends Outcomes> extends Error {
  override readonly name = "Refused";

  constructor(readonly refusal: Refusal, options?: ErrorOptions) {
    super(refusal.outcome, options);
  }
}

/** What each outcome is over HTTP: every one has its answer. */
export type Problems<Refusal extends Outcomes> = {
  [O in Refusal["outcome"]]: (refusal: Extract<Refusal, { outcome: O }>) => HttpProblem;
};

/**
 * How a service answers what it refuses.
 *
 * @returns the problem of a refused request; undefined for any other error
 */
export function problemOfRefusal<Refusal extends Outcomes>(
  problems: Problems<Refusal>,
): (error: unknown) => HttpProblem | undefined {
  return (error) => {
    if (!(error instanceof RefusedWith)) return undefined;
    const refusal: Refusal = error.refusal;
    const outcome: Refusal["outcome"] = refusal.outcome;
    const toProblem = problems[outcome] as (refusal: Refusal) => HttpProblem;
    return toProblem(refusal);
  };
}
