/**
 * The gate that the queries of a transaction pass, one at a time. It shuts when the first of them
 * fails, at the deadline, or when the work is done; nothing goes out after that.
 */
import type { TransactionSql } from "./connect.ts";

/** Thrown on the use of a handle whose transaction is over, and at the deadline. */
export class TransactionOver extends Error {
  override name = "TransactionOver";
}

/** What of postgres.js's query the gate relies on. */
interface Query {
  handler(query: Query): void;
  canceller: ((query: Query) => Promise<void>) | null;
  reject(error: unknown): void;
}

/** How long a cancel may take; it needs a connection of its own. */
const CANCEL_MS = 1_000;

export class Gate {
  /** Rejects with the reason when the gate shuts. */
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

  /** The first reason stays. */
  shut(reason: unknown): void {
    if (this.#reason) return;
    this.#reason = reason instanceof Error ? reason : new Error(String(reason));
    this.#reject(reason);
  }

  end(): void {
    this.ended = true;
    this.shut(new TransactionOver("its transaction is over"));
  }

  /** @throws TransactionOver where the gate is shut */
  check(): void {
    if (!this.#reason) return;
    throw new TransactionOver(`no query may follow: ${this.#reason.message}`, {
      cause: this.#reason,
    });
  }

  /** Resolves when no query is on its way or waits for its turn. */
  async idle(): Promise<void> {
    for (let last; last !== this.#last;) await (last = this.#last);
  }

  /** Cancels the query that is on its way, so that a rollback need not wait for it. */
  async cancel(): Promise<void> {
    const query = this.#running;
    if (!query?.canceller) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const patience = new Promise<void>((resolve) => timer = setTimeout(resolve, CANCEL_MS));
    await Promise.race([query.canceller(query).catch(() => {}), patience]);
    clearTimeout(timer);
  }

  /** The same handle, but every query passes the gate. */
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
   * A query of postgres.js is lazy and goes out through its `handler`; a fragment never does. Ours
   * lets one out at a time: one that waited behind a lost connection would be sent on its successor.
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

/** Members that send queries of their own, past the gate. */
const UNGUARDED: ReadonlySet<string | symbol> = new Set(["savepoint", "prepare", "file", "notify"]);

/** A stream's promise settles before its query is over, and the next would go out too early. */
function refuse(): never {
  throw new Error("a unit of work takes no COPY and no cursor: read in pages, write with unnest");
}

function isQuery<Q>(value: Q): value is Q & Promise<unknown> & Query {
  return value instanceof Promise && Reflect.has(value, "handler");
}
