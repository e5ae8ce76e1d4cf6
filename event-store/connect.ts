/** Opens the connection pool with the limits that every unit of work relies on. */
import postgres from "postgres";
import { openSocket } from "./socket.ts";

/** int8 is read as a number: positions and counts stay below 2^53. */
const types = {
  bigint: {
    to: 20,
    from: [20],
    serialize: (value: number) => String(value),
    parse: (value: string) => Number(value),
  },
};

export type Sql = postgres.Sql<{ bigint: number }>;
export type TransactionSql = postgres.TransactionSql<{ bigint: number }>;

export interface ConnectOptions {
  /** shown in pg_stat_activity */
  name: string;
  /** connections at most */
  max?: number;
  /** after which Postgres cancels a statement */
  statementTimeoutMs?: number;
  /** after which Postgres ends a session that is idle in a transaction */
  idleInTransactionTimeoutMs?: number;
  /** never closes idle connections; otherwise they are closed after five minutes */
  keepOpen?: boolean;
  /**
   * Whether every statement looks rows up by key: then none may scan a whole table, whatever the
   * statistics say. One scan of a small table is cheap, but a cached plan may repeat it for every
   * row of another table.
   */
  byKey?: boolean;
  /** Makes every transaction read-only, whatever the role may do. */
  readOnly?: boolean;
  /** Called with the server's notices, which are dropped otherwise. */
  noticed?: (message: string) => void;
}

/**
 * A pool on `url`. Nothing is opened until the first query.
 *
 * ```ts
 * const sql = connect(url, { name: "mailer", max: 2 });
 * const [row] = await sql`select count(*) as events from event_store.event`;
 * assert.equal(row.events, 0);
 * await sql.end();
 * ```
 */
export function connect(url: string, options: ConnectOptions): Sql {
  return postgres(url, {
    max: options.max ?? 10,
    idle_timeout: options.keepOpen ? undefined : 300,
    // No connection is closed because of its age alone.
    max_lifetime: null,
    connect_timeout: 5,
    types,
    // Known to postgres.js, but not to its types.
    ...{ socket: openSocket },
    onnotice: ({ message }) => options.noticed?.(message ?? ""),
    connection: {
      application_name: options.name,
      statement_timeout: options.statementTimeoutMs ?? 30_000,
      idle_in_transaction_session_timeout: options.idleInTransactionTimeoutMs ?? 15_000,
      // A killed process must not keep its locks until its query has ended.
      client_connection_check_interval: 500,
      // JIT costs more than it saves on queries this short.
      jit: "off",
      ...(options.byKey && { enable_seqscan: "off" }),
      ...(options.readOnly && { default_transaction_read_only: true }),
      // postgres.js 3.4.9 forgets a write that a closing connection interrupted: the next
      // connection waits for that write before it sends a start-up message below 1 KiB, and times
      // out.
      "rollcall.padding": "x".repeat(1_024),
    },
  });
}
