/**
 * An error in a form that may be logged: what failed and where, without the values involved.
 * Postgres quotes values in separate fields and, for data that it cannot parse, in the message; so
 * does JSON.parse. Table and column names are safe.
 */

/** SQLSTATE class 22, "Data Exception": errors about a value. */
const ABOUT_VALUES = /^22/;
/** Fields of a Postgres error that quote no values. */
const factsOfPostgres = [
  "code",
  "schema_name",
  "table_name",
  "column_name",
  "constraint_name",
  "routine",
] as const;

/** The error's safe fields; `cause` is still an Error, which the log formatter converts in turn. */
export function loggableError(error: Error): Record<string, unknown> {
  const { name, cause } = error;
  const found = error as Partial<Record<typeof factsOfPostgres[number], unknown>>;
  const ofPostgres = name === "PostgresError"
    ? Object.fromEntries(factsOfPostgres.map((field) => [field, found[field]]))
    : {};
  return { name, message: safeMessage(error), ...ofPostgres, stack: safeStack(error), cause };
}

/** The message without anything that may quote user data. */
export function safeMessage(error: unknown): string {
  if (!(error instanceof Error)) return "something that is no error was thrown";
  const { name, message } = error;
  if (name === "PostgresError") {
    const code = String((error as { code?: unknown }).code);
    return ABOUT_VALUES.test(code) ? `a value was refused (${code})` : message;
  }
  // V8 quotes the invalid JSON.
  return name === "SyntaxError" ? "a text has another syntax" : message;
}

/** The stack frames alone; the first lines repeat the message. */
function safeStack({ stack }: Error): string | undefined {
  return stack?.split("\n").filter((line) => /^\s+at /.test(line)).join("\n");
}
