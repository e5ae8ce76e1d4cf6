/** What the test run sets up once for all tests and tells them through the environment. */

export type RunVariable = "ROLLCALL_TEST_DATABASE_URL" | "ROLLCALL_TEST_AWS_ENDPOINT";

/** @throws where a test is run without the run around it. */
export function fromRun(name: RunVariable): string {
  const value = Deno.env.get(name);
  if (value) return value;
  throw new Error(
    `${name} is not set: run tests with "deno task test", or "deno task test path/to/x_test.ts" ` +
      `for some of them`,
  );
}
