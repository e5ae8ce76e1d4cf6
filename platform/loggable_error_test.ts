/** What is logged of an error: real ones of Postgres, made with a marked value, and of JSON. */
import assert from "node:assert/strict";
import { storeTest } from "../tests/harness/event_store.ts";
import { loggableError, safeMessage } from "./loggable_error.ts";
import { createLog } from "./log.ts";

const MARK = "Zzmarked@person.test";

/** The line that a service would log about it. */
function lineOf(error: unknown): string {
  const lines: string[] = [];
  try {
    createLog("test", "info", (line) => lines.push(line)).error("it failed", {
      error,
      nested: [{ error: new Error("outer", { cause: error }) }],
    });
  } finally {
    createLog("silent", "error", () => {});
  }
  return lines.join("\n");
}

/** Everything that the error holds, as a careless log would show it. */
const carelessly = (error: Error) => JSON.stringify([{ ...error }, error.message, error.stack]);

storeTest(
  "errors: no line about one of Postgres has the value that it is about",
  async ({ owner }) => {
    await owner`create temp table person (email text primary key, note text)`;
    const insert = (email: string) => owner`insert into person (email) values (${email})`;
    await insert(MARK);
    const provoke: Record<string, () => Promise<unknown>> = {
      "23505": () => insert(MARK),
      "22P02": () => owner`select ${MARK}::text::int`,
      "22007": () => owner`select ${MARK}::text::timestamptz`,
      "22003": () => owner`select ${"99999999999" + "0".repeat(9)}::text::int`,
      "23502": () => owner`insert into person (email, note) values (null, ${MARK})`,
    };
    for (const [code, work] of Object.entries(provoke)) {
      const error = await work().then(() => assert.fail(code), (error: Error) => error);
      const line = lineOf(error);
      const value = code === "22003" ? "99999999999" : MARK;
      assert.ok(
        carelessly(error).includes(value),
        `${code}, negative twin: it is there to be logged`,
      );
      assert.ok(!line.includes(value), line);
      assert.match(line, /"name":"PostgresError"/);
      assert.match(line, /"code":"2\w{4}"/);
    }
  },
);

storeTest("errors: what failed and where is logged", async ({ owner }) => {
  await owner`create temp table only_once (email text constraint one_person unique)`;
  await owner`insert into only_once values (${MARK})`;
  const error = await owner`insert into only_once values (${MARK})`.catch((error: Error) => error);
  const { code, constraint_name, message, stack } = loggableError(error as Error);
  assert.deepEqual([code, constraint_name], ["23505", "one_person"]);
  assert.match(String(message), /duplicate key value violates unique constraint "one_person"/);
  assert.match(String(stack), /^\s+at .*loggable_error_test\.ts/m);
});

Deno.test("errors: a text that is no JSON is not quoted", () => {
  const error = (() => {
    try {
      return JSON.parse(`${MARK} {`);
    } catch (error) {
      return error as Error;
    }
  })();
  assert.ok(error.message.includes("Zzmark"), "negative twin");
  assert.ok(!lineOf(error).includes("Zzmark"), lineOf(error));
  assert.equal(safeMessage(MARK), "something that is no error was thrown");
});
