/**
 * Postgres log settings, locally, in compose.yaml and on AWS. Personal data is in statement
 * parameters, and errors quote it: in DETAIL ("Key (email)=(…)"), in CONTEXT ("JSON data, line 1:
 * …") and in the message itself ("invalid input syntax for type integer: …"). Logs outlive a job
 * and its key, so none of it may be logged. The services log an error's code and location.
 */
export const postgresLogSettings = {
  /** Logs statements slower than this, in ms, without their parameters. */
  log_min_duration_statement: "1000",
  /** Bytes of a parameter to log: none, for slow and for failed statements. */
  log_parameter_max_length: "0",
  log_parameter_max_length_on_error: "0",
  /** No statement errors; only LOG, FATAL and PANIC, the server's own events. */
  log_min_messages: "log",
  /** Whatever is still logged has no DETAIL, CONTEXT or statement. */
  log_error_verbosity: "terse",
  log_min_error_statement: "panic",
  log_statement: "none",
} as const;

/** The settings as arguments of `postgres`. */
export const postgresLogArgs: string[] = Object.entries(postgresLogSettings)
  .flatMap(([name, value]) => ["-c", `${name}=${value}`]);
