/** What the test run sets up once for all tests and tells them through the environment. */

export type RunVariable =
  | "ROLLCALL_TEST_DATABASE_URL"
  | "ROLLCALL_TEST_AWS_ENDPOINT"
  | "ROLLCALL_TEST_STACK";

/** Where the process of a test file writes down what happens in it. */
export const FOLDER = "ROLLCALL_TEST_FOLDER";
/** Which of those that run at the same time a file is: 0, 1, 2 … */
export const LANE = "ROLLCALL_TEST_LANE";
/** Which of the runs that go on at the same time on this machine this is: 0, 1, 2 … */
export const SLOT = "ROLLCALL_TEST_SLOT";
/** Another patience with tests that hang, for tests of the run itself. */
export const TEST_MS = "ROLLCALL_TEST_MS";

/** The files that one process runs, as JSON, where it runs many. */
export const GROUP = "ROLLCALL_TEST_GROUP";

/** The files of this process's group. */
export function groupOfFiles(): string[] {
  return JSON.parse(Deno.env.get(GROUP) ?? "[]");
}

/** The file of a group whose tests are known at the moment; none where a process has one file. */
export const nameInGroup: { file: string | undefined } = { file: undefined };

/** By what name a test is known to the run. */
export function knownAs(name: string, file = nameInGroup.file): string {
  return file === undefined ? name : `${file}: ${name}`;
}

/** @throws where a test is run without the run around it. */
export function fromRun(name: RunVariable): string {
  const value = Deno.env.get(name);
  if (value) return value;
  throw new Error(
    `${name} is not set: run tests with "deno task test", or "deno task test path/to/x_test.ts" ` +
      `for some of them`,
  );
}

/** The folder of this test file's process; none where no run is around it. */
export function testFolder(): string | undefined {
  return Deno.env.get(FOLDER) || undefined;
}

/** How long a test, or a step of it, may show no sign of life, on a machine that is not slow. */
export function testMs(): number {
  return Number(Deno.env.get(TEST_MS)) || 180_000;
}
