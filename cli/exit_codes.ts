/**
 * Exit codes, and the error that carries one. Every command ends with one of these codes; the help
 * pages print the same table.
 */
import type { Problem } from "@rollcall/contracts/api";

export type ExitCode = 0 | 1 | 2 | 3 | 4 | 130;
type Ending = "done" | "failed" | "usage" | "open" | "unreachable" | "interrupted";

export const exitCodes: Readonly<Record<Ending, ExitCode>> = {
  done: 0,
  failed: 1,
  usage: 2,
  open: 3,
  unreachable: 4,
  interrupted: 130,
};

export const exitMeanings: Record<ExitCode, string> = {
  0: "done",
  1: "the file was refused, its job failed, or there is no such job",
  2: "wrong usage, or a file that cannot be read or written",
  3: "not done: issues are left open, or the job is still being read",
  4: "the server cannot be reached, refuses to sign you in, or did not finish in time",
  130: "interrupted",
};

/** Ends a command; `message` is for the user, `problem` is the server's response. */
export class Failure extends Error {
  override readonly name: string = "Failure";
  constructor(
    readonly exitCode: ExitCode,
    message: string,
    readonly problem?: Problem,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** No response, or a temporary refusal; a caller that only waits may retry. */
export class NoAnswer extends Failure {
  constructor(message: string, problem?: Problem, options?: ErrorOptions) {
    super(exitCodes.unreachable, message, problem, options);
  }
}

/** Codes of 409 responses that mean: resolve the open issues first. */
const openCodes = ["ISSUES_OPEN", "NOT_FINALIZED"];

/** The exit code of a request that was refused. */
export function exitCodeOf(status: number, code?: string): ExitCode {
  if (status === 401 || status === 403 || status === 429 || status >= 500) {
    return exitCodes.unreachable;
  }
  return status === 409 && code && openCodes.includes(code) ? exitCodes.open : exitCodes.failed;
}
