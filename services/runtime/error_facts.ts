/**
 * An error as it may be logged: what failed and where, without the values that it failed on. Postgres
 * quotes them in fields of their own and, for data that it cannot read, in the message; so does
 * JSON.parse. Names of tables and columns are ours.
 */

/** Errors about a value: "Data Exception". */
const aboutValues = /^22/;
/** Fields of an error of Postgres that quote nobody. */
const factsOfPostgres = [
  "code",
  "schema_name",
  "table_name",
  "column_name",
  "constraint_name",
  "routine",
] as const;

/** For a log line; `cause` is an error still, for whoever writes it to come back with. */
export function errorFacts(error: Error): Record<string, unknown> {
  const { name, cause } = error;
  const found = error as Partial<Record<typeof factsOfPostgres[number], unknown>>;
  const ofPostgres = name === "PostgresError"
    ? Object.fromEntries(factsOfPostgres.map((field) => [field, found[field]]))
    : {};
  return { name, message: safeMessage(error), ...ofPostgres, stack: safeStack(error), cause };
}

/** The message, without what it may quote of somebody's data. */
export function safeMessage(error: unknown): string {
  if (!(error instanceof Error)) return "something that is no error was thrown";
  const { name, message } = error;
  if (name === "PostgresError") {
    const code = String((error as { code?: unknown }).code);
    return aboutValues.test(code) ? `a value was refused (${code})` : message;
  }
  // V8 quotes the text that is no JSON.
  return name === "SyntaxError" ? "a text has another syntax" : message;
}

/** Where it was thrown: the frames alone, as the first lines are the message again. */
function safeStack({ stack }: Error): string | undefined {
  return stack?.split("\n").filter((line) => /^\s+at /.test(line)).join("\n");
}
