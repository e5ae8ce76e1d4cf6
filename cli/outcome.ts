/** How a command ended, for users and for programs. */
import type { ExitCode, Failure } from "./exit_codes.ts";

export interface CommandOutcome {
  exitCode: ExitCode;
  /** for users, on stdout */
  lines: string[];
  /** for programs: what `--json` prints besides the exit code */
  result: Record<string, unknown>;
}

/** What `--json` prints. */
export function asJson({ exitCode, result }: CommandOutcome): string {
  return JSON.stringify({ exit_code: exitCode, ...result }, null, 2);
}

/** What `--json` prints for a failed command; `detail` is a sentence. */
export function failureAsJson({ exitCode, message, problem }: Failure): string {
  const error = { ...(problem?.code && { code: problem.code }), detail: message };
  return JSON.stringify({ exit_code: exitCode, error }, null, 2);
}

/** Text from a file must not contain terminal control characters. */
export function printable(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replace(/[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g, "·");
}
