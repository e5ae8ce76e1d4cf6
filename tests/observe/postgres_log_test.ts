/**
 * Nothing of the people in a file is in the log of the database, nor in that of a service: an import
 * with every statement logged as slow, and errors that quote what they are about. The same with what
 * Postgres does by default finds all of it, so that finding nothing means something.
 */
import assert from "node:assert/strict";
import postgres from "postgres";
import { ApiClient } from "../api/client.ts";
import { postgresLogSettings } from "../../deploy/local/postgres_log.ts";
import { services } from "@rollcall/platform/manifest.ts";
import { borrowStack } from "../harness/kept_stack.ts";
import type { TestStack } from "../harness/stack.ts";
import { until } from "../harness/until.ts";

type Login = postgres.Sql;

Deno.test("logs: no value of a statement, whatever it is slow or fails with", async (t) => {
  const { stack, giveBack } = await borrowStack("behind-proxies");
  const owner = postgres(stack.ownerUrl, { max: 1, onnotice: () => {} });
  const database = new URL(stack.ownerUrl).pathname.slice(1);
  try {
    await t.step("an import and every kind of error leave no marked value", async () => {
      const mark = "Zzqmarkone";
      const failed = await work(stack, mark);
      assert.deepEqual(failed, ["23505", "22P02", "22P02", "22P02", "57014", "40P01"]);
      const log = await logOf(stack);
      assert.match(log, /LOG: {2}duration: [\d.]+ ms/, "every statement is logged");
      assert.match(log, /insert into .*row_chunks/, "those of the import too");
      assert.match(log, /FATAL: {2}terminating connection due to idle-in-transaction/);
      assert.deepEqual(linesWith(log, mark), []);
      for (const { name } of services) {
        assert.deepEqual(linesWith(stack.output(name).join("\n"), mark), [], name);
      }
    });

    await t.step("negative twin: with the defaults of Postgres they are all there", async () => {
      const mark = "Zzqmarktwo";
      for (const name of Object.keys(postgresLogSettings)) {
        if (name === "log_min_duration_statement") continue;
        const [{ boot_val: value = "" } = {}] = await owner`
          select boot_val from pg_settings where name = ${name}`;
        await owner.unsafe(`alter database ${database} set ${name} = '${value}'`);
      }
      // Waited for: a request that meets a connection which is about to end is answered 503.
      await owner`
        select pg_terminate_backend(pid, 5000) from pg_stat_activity
         where datname = ${database} and pid <> pg_backend_pid()`;
      await stack.allReady();
      await work(stack, mark);
      const found = linesWith(await logOf(stack), mark);
      for (
        const kind of [
          /DETAIL: {2}Parameters: \$1 = /, // a slow statement's, an import's among them
          /DETAIL: {2}Key \(email\)=/,
          /ERROR: {2}invalid input syntax for type integer: /,
          /DETAIL: {2}Token /,
        ]
      ) assert.ok(found.some((line) => kind.test(line)), `${kind} in ${found.length} lines`);
    });
    giveBack();
  } finally {
    await owner.end();
  }
});

/** A job with marked people, then errors about them. @returns the codes of the errors */
async function work(stack: TestStack, mark: string): Promise<string[]> {
  const ann = await ApiClient.register(stack.apiUrl);
  const lines = Array.from({ length: 40 }, (_, i) => `${mark}${i % 30}@example.com,${mark},Lee`);
  const job = await ann.import(["email,first name,last name", ...lines].join("\n"));
  assert.ok(job.total_rows === 40, JSON.stringify(job));
  const login = postgres(stack.ownerUrl, { max: 1, onnotice: () => {} });
  const other = postgres(stack.ownerUrl, { max: 1, onnotice: () => {} });
  try {
    await login`create temp table person (email text primary key)`;
    await login`insert into person values (${mark})`;
    const codes: string[] = [];
    const text = `{"email": ${mark}`;
    for (
      const provoke of [
        () => login`insert into person values (${mark})`,
        () => login`select ${mark}::text::int`,
        () => login`select ${text}::text::jsonb`,
        () => login`select ${text}::text::json`,
        () => cancelled(login, mark),
        () => deadlock(login, other, mark),
      ]
    ) codes.push(await codeOf(provoke()));
    await idling(stack.ownerUrl, other, mark);
    return codes;
  } finally {
    await Promise.all([login.end(), other.end()]);
  }
}

const codeOf = (work: Promise<unknown>) =>
  work.then(() => "no error", (error: { code?: string }) => error.code ?? String(error));

async function cancelled(sql: Login, mark: string): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`set local statement_timeout = 50`;
    await tx`select pg_sleep(600), ${mark}::text`;
  });
}

/** Two sessions that each hold what the other wants. */
async function deadlock(one: Login, other: Login, mark: string): Promise<void> {
  const lock = (tx: postgres.TransactionSql, key: string) =>
    tx`select pg_advisory_xact_lock(hashtext(${key}))`;
  const [held, holds] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const outcomes = await Promise.allSettled([
    one.begin(async (tx) => {
      await lock(tx, `${mark} a`);
      held.resolve();
      await holds.promise;
      await lock(tx, `${mark} b`);
    }),
    other.begin(async (tx) => {
      await lock(tx, `${mark} b`);
      holds.resolve();
      await held.promise;
      await lock(tx, `${mark} a`);
    }),
  ]);
  const lost = outcomes.find((outcome) => outcome.status === "rejected");
  if (lost) throw lost.reason;
}

/** A session that the server ends, as it idles in a transaction. */
async function idling(url: string, watcher: Login, mark: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  const [{ pid } = {}] = await sql`select pg_backend_pid() as pid`;
  await sql.unsafe("begin");
  await sql`select ${mark}::text`;
  // Last: where this test has to wait for its turn, the session would end before it has said more.
  await sql`set idle_in_transaction_session_timeout = 50`;
  const isThere = async () =>
    (await watcher`select from pg_stat_activity where pid = ${pid}`).length > 0;
  await until("the session has ended", async () => !await isThere());
  await sql.end({ timeout: 0 });
}

/** What the server's own collector has written, of all of its files. */
async function logOf(stack: TestStack): Promise<string> {
  const folder = `${stack.variables.DATA_DIR}/postgres/log`;
  let text = "";
  for await (const { name } of Deno.readDir(folder)) {
    text += await Deno.readTextFile(`${folder}/${name}`);
  }
  return text;
}

const linesWith = (text: string, mark: string) =>
  text.split("\n").filter((line) => line.includes(mark));
