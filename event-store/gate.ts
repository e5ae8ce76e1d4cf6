/**
 * The gate through which a transaction's queries pass, one at a time. It closes at the first
 * failure, at the deadline or when the work is done; no query is sent after that.
 */
import pTimeout from "p-timeout";
import type { TransactionSql } from "./connect.ts";

/** Thrown when a handle is used after its transaction is over, and at the deadline. */
export class TransactionOver extends Error {
  override name = "TransactionOver";
}

/** The parts of a postgres.js query that the gate relies on. */
interface Query {
  handler(query: Query): void;
  canceller: ((query: Query) => Promise<void>) | null;
  reject(error: unknown): void;
}

/** How long a cancel request may take; it opens a connection of its own. */
const CANCEL_MS = 1_000;

export class Gate {
  /** Rejects with the reason when the gate closes. */
  readonly closed: Promise<never>;
  /** True once begin() has settled. */
  ended = false;
  #reject!: (reason: unknown) => void;
  #reason: Error | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #running: Query | undefined;

  constructor() {
    this.closed = new Promise<never>((_, reject) => this.#reject = reject);
    this.closed.catch(() => {});
  }

  /** Closes the gate; the first reason is kept. */
  shut(reason: unknown): void {
    if (this.#reason) return;
    this.#reason = reason instanceof Error ? reason : new Error(String(reason));
    this.#reject(reason);
  }

  end(): void {
    this.ended = true;
    this.shut(new TransactionOver("its transaction is over"));
  }

  /** @throws TransactionOver if the gate is closed */
  check(): void {
    if (!this.#reason) return;
    throw new TransactionOver(`no query may follow: ${this.#reason.message}`, {
      cause: this.#reason,
    });
  }

  /** Resolves when no query is in flight or waiting. */
  async idle(): Promise<void> {
    for (let last; last !== this.#last;) await (last = this.#last);
  }

  /** Cancels the query in flight, so that a rollback need not wait for it. */
  async cancel(): Promise<void> {
    const query = this.#running;
    if (!query?.canceller) return;
    const cancelled = query.canceller(query).catch(() => {});
    await pTimeout(cancelled, { milliseconds: CANCEL_MS, message: false });
  }

  /** A handle whose every query passes the gate. */
  guard(tx: TransactionSql): TransactionSql {
    return new Proxy(tx, {
      apply: (target, self, args) => this.#watch(Reflect.apply(target, self, args)),
      get: (target, key) => {
        if (UNGUARDED.has(key)) throw new Error(`tx.${String(key)} would bypass the guard`);
        const member = Reflect.get(target, key);
        if (key !== "unsafe") return member;
        return (...args: unknown[]) => this.#watch(Reflect.apply(member, target, args));
      },
    });
  }

  /**
   * A postgres.js query is lazy and is sent by its `handler`; a fragment never is. Ours sends one
   * at a time: a query queued on a lost connection would be sent on the next one.
   */
  #watch<Q>(query: Q): Q {
    if (!isQuery(query)) return query;
    const send = query.handler;
    const settled = Promise.prototype.then.call(query, () => {}, (error) => this.shut(error))
      .finally(() => this.#running = undefined);
    query.handler = (self) => {
      this.#last = this.#last.then(() => {
        try {
          this.check();
          this.#running = self;
          send(self);
        } catch (error) {
          self.reject(error);
        }
        return settled;
      });
    };
    return Object.assign(query, { readable: refuse, writable: refuse, cursor: refuse });
  }
}

/** Members that send queries past the gate. */
const UNGUARDED: ReadonlySet<string | symbol> = new Set(["savepoint", "prepare", "file", "notify"]);

/**
 * A stream's promise settles before its query is over, so the next query would be sent too early.
 */
function refuse(): never {
  throw new Error("a unit of work takes no COPY and no cursor: read in pages, write with unnest");
}

function isQuery<Q>(value: Q): value is Q & Promise<unknown> & Query {
  return value instanceof Promise && Reflect.has(value, "handler");
}
