/**
 * The one place that opens a transaction. When a connection dies, postgres.js 3.4.9 rejects
 * `begin()` but lets the callback run on: its next query, and finally its commit or rollback, are
 * sent on the connection that replaced it, in the middle of another transaction. So queries pass a
 * gate that closes with the transaction, and a callback whose connection was lost never ends
 * (promises 1 and 5).
 */
import { setImmediate } from "node:timers";
import pTimeout from "p-timeout";
import type { Sql, TransactionSql } from "./connect.ts";
import { Gate, TransactionOver } from "./gate.ts";

export { TransactionOver };

export interface TransactionOptions {
  /** after which the unit of work is rolled back and rejected */
  deadlineMs?: number;
}

/** Time beyond the deadline for the server to answer a cancel and a rollback. */
const GRACE_MS = 5_000;

/**
 * Runs `work` in one transaction and commits it, unless it throws. The first failed query ends it,
 * whether `work` catches the error or not.
 *
 * ```ts
 * const [stream, id] = ["account-1", newId()];
 * const { outcome } = await transaction(sql, async (tx) => {
 *   await store.keyring.create(tx, id);
 *   return await store.appendIn(tx, [{ stream, expectedVersion: 0, events: [opened()] }]);
 * });
 * store.notify();
 * assert.equal(outcome, "appended");
 * ```
 *
 * @throws whatever `work` or that query throws, or TransactionOver at the deadline. If the
 * connection was lost or did not answer, the outcome of the commit is unknown
 */
export async function transaction<T>(
  sql: Sql,
  work: (tx: TransactionSql) => Promise<T>,
  { deadlineMs = 30_000 }: TransactionOptions = {},
): Promise<T> {
  const gate = new Gate();
  const late = new TransactionOver(`the unit of work took longer than ${deadlineMs} ms`);
  const deadline = setTimeout(() => gate.shut(late), deadlineMs);

  let started = false;
  const begin = () =>
    sql.begin((tx) => {
      started = true;
      return run(gate, tx as TransactionSql, work);
    });
  // postgres.js may fail the first query on a new connection with the previous one's error. A
  // transaction that has not begun can be retried.
  const begun = begin().catch((error) => started ? Promise.reject(error) : begin());
  try {
    const unanswered = { milliseconds: deadlineMs + GRACE_MS, message: late };
    return await pTimeout(begun, unanswered) as T;
  } finally {
    clearTimeout(deadline);
    gate.end();
  }
}

async function run<T>(
  gate: Gate,
  tx: TransactionSql,
  work: (tx: TransactionSql) => Promise<T>,
): Promise<T> {
  gate.check();
  try {
    const result = await Promise.race([work(gate.guard(tx)), gate.closed]);
    // Queries that were not awaited belong to the transaction too.
    await Promise.race([gate.idle(), gate.closed]);
    gate.shut(new TransactionOver("its unit of work has returned"));
    return result;
  } catch (error) {
    gate.shut(error);
    await gate.cancel();
    throw error;
  } finally {
    // When this function settles, postgres.js commits or rolls back, even on a dead connection.
    // After one turn of the event loop begin() knows of a loss; then this function must not settle.
    await new Promise((resolve) => setImmediate(resolve));
    if (gate.ended) await new Promise(() => {});
  }
}
