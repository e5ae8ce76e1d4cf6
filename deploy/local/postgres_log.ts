/**
 * What Postgres writes into its log, here, in compose.yaml and on AWS. People's rows travel as
 * parameters of statements, and errors quote them: in DETAIL ("Key (email)=(…)"), in CONTEXT ("JSON
 * data, line 1: …") and in the message itself ("invalid input syntax for type integer: …"). A log
 * outlives a job and its key, so none of it may get there. The services log an error's code and place.
 */
export const postgresLogSettings = {
  /** Slow statements in ms, by their text. */
  log_min_duration_statement: "1000",
  /** Bytes of a parameter: none, where a statement is slow and where it fails. */
  log_parameter_max_length: "0",
  log_parameter_max_length_on_error: "0",
  /** No errors of statements; still LOG, FATAL and PANIC: the server's own life. */
  log_min_messages: "log",
  /** What is logged all the same has neither DETAIL nor CONTEXT, and not the statement. */
  log_error_verbosity: "terse",
  log_min_error_statement: "panic",
  log_statement: "none",
} as const;

/** The settings as arguments of `postgres`. */
export const postgresLogArgs: string[] = Object.entries(postgresLogSettings)
  .flatMap(([name, value]) => ["-c", `${name}=${value}`]);
