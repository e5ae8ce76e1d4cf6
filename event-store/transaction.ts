/**
 * The one place that opens a transaction. When a connection dies, postgres.js 3.4.9 rejects `begin()`
 * but lets the callback run on: its next query, and at last its commit or rollback, goes out on the
 * connection that took the place, in the middle of somebody else's transaction. So the handle passes
 * a gate that shuts with the transaction, and a callback whose connection was lost never ends
 * (promises 1 and 5).
 */
import { setImmediate } from "node:timers";
import type { Sql, TransactionSql } from "./connect.ts";
import { Gate, TransactionOver } from "./gate.ts";

export { TransactionOver };

export interface TransactionOptions {
  /** after which the unit of work is rolled back and rejected */
  deadlineMs?: number;
}

/** What the server gets, beyond the deadline, to answer a cancel and a rollback. */
const GRACE_MS = 5_000;

/**
 * Runs `work` in one transaction and commits what it did, unless it throws. The first query that
 * fails ends it, whether `work` catches the error or not.
 * @throws whatever `work` or that query throws, or TransactionOver at the deadline. Where the
 * connection was lost or did not answer, what became of the commit is unknown
 */
export async function transaction<T>(
  sql: Sql,
  work: (tx: TransactionSql) => Promise<T>,
  { deadlineMs = 30_000 }: TransactionOptions = {},
): Promise<T> {
  const gate = new Gate();
  const timers = new Set<ReturnType<typeof setTimeout>>();
  const after = (ms: number) => new Promise<void>((resolve) => timers.add(setTimeout(resolve, ms)));
  const late = new TransactionOver(`the unit of work took longer than ${deadlineMs} ms`);
  after(deadlineMs).then(() => gate.shut(late));
  const unanswered = after(deadlineMs + GRACE_MS).then(() => Promise.reject(late));

  let started = false;
  const begin = () =>
    sql.begin((tx) => {
      started = true;
      return run(gate, tx as TransactionSql, work);
    });
  // postgres.js tells the first query on a new connection of its predecessor's death. A transaction
  // that did not begin may begin again.
  const begun = begin().catch((error) => started ? Promise.reject(error) : begin());
  begun.catch(() => {});
  try {
    return await Promise.race([begun, unanswered]) as T;
  } finally {
    timers.forEach(clearTimeout);
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
    // A query that nobody awaited belongs to the transaction too.
    await Promise.race([gate.idle(), gate.closed]);
    gate.shut(new TransactionOver("its unit of work has returned"));
    return result;
  } catch (error) {
    gate.shut(error);
    await gate.cancel();
    throw error;
  } finally {
    // What ends this function makes postgres.js commit or roll back, on a dead connection too. One
    // turn of the event loop, and begin() has heard of a loss; then this function must not end.
    await new Promise((resolve) => setImmediate(resolve));
    if (gate.ended) await new Promise(() => {});
  }
}
