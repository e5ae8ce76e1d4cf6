/**
 * The one place that opens a transaction. postgres.js rejects `begin()` when the connection dies but
 * lets the callback run on, and its next query would commit outside the transaction. So the handle
 * that a callback gets is closed the moment a query finds the connection gone, or `begin()` settles,
 * or the deadline passes: from then on every query on it throws (promises 1 and 5).
 */
import type { Sql, TransactionSql } from "./connect.ts";

/** Thrown on the use of a handle whose transaction is over. */
export class TransactionOver extends Error {
  override name = "TransactionOver";
}

export interface TransactionOptions {
  /** after which the unit of work is rolled back and rejected */
  deadlineMs?: number;
}

/**
 * Runs `work` in one transaction and commits what it did, unless it throws.
 * @throws whatever `work` throws, or TransactionOver at the deadline
 */
export async function transaction<T>(
  sql: Sql,
  work: (tx: TransactionSql) => Promise<T>,
  { deadlineMs = 30_000 }: TransactionOptions = {},
): Promise<T> {
  const gate = new Gate();
  const deadline = setTimeout(
    () => gate.close(`the unit of work took longer than ${deadlineMs} ms`),
    deadlineMs,
  );
  try {
    return await sql.begin(async (tx) => {
      const result = await Promise.race([work(gate.guard(tx as TransactionSql)), gate.closed]);
      gate.check();
      return result;
    }) as T;
  } finally {
    clearTimeout(deadline);
    gate.close("its transaction is over");
  }
}

const CONNECTION_LOST = new Set([
  "CONNECTION_CLOSED",
  "CONNECTION_DESTROYED",
  "CONNECTION_ENDED",
  "CONNECT_TIMEOUT",
  "ECONNRESET",
  "EPIPE",
  // admin_shutdown, crash_shutdown, idle_in_transaction_session_timeout, transaction_timeout
  "57P01",
  "57P02",
  "25P03",
  "25P04",
]);

class Gate {
  #reason: string | undefined;
  #reject!: (error: Error) => void;
  #previous: Promise<unknown> = Promise.resolve();
  /** Rejects when the gate closes. */
  readonly closed = new Promise<never>((_, reject) => this.#reject = reject);

  constructor() {
    this.closed.catch(() => {});
  }

  close(reason: string): void {
    if (this.#reason) return;
    this.#reason = reason;
    this.#reject(new TransactionOver(reason));
  }

  check(): void {
    if (this.#reason) throw new TransactionOver(`no query may follow: ${this.#reason}`);
  }

  /** The same handle, but every query passes the gate, and a lost connection shuts it. */
  guard(tx: TransactionSql): TransactionSql {
    return new Proxy(tx, {
      apply: (target, self, args) => this.#watch(Reflect.apply(target, self, args)),
      get: (target, key) => {
        const member = Reflect.get(target, key);
        if (typeof member !== "function") return member;
        return (...args: unknown[]) => this.#watch(Reflect.apply(member, target, args));
      },
    });
  }

  /**
   * A query of postgres.js is lazy and goes out through its `handler`. Ours lets one out at a time:
   * one that waited behind a lost connection would else be sent on its successor.
   */
  #watch<Q>(query: Q): Q {
    if (!(query instanceof Promise) || !Reflect.has(query, "handler")) return query;
    const send = Reflect.get(query as object, "handler") as (q: unknown) => void;
    const settled = Promise.prototype.then.call(query, () => {}, (error: { code?: string }) => {
      if (CONNECTION_LOST.has(error?.code ?? "")) this.close("the connection was lost");
    });
    Reflect.set(query, "handler", (q: { reject(error: Error): void }) => {
      this.#previous = this.#previous.then(() => {
        try {
          this.check();
        } catch (error) {
          return q.reject(error as Error);
        }
        send(q);
        return settled;
      });
    });
    return query;
  }
}
