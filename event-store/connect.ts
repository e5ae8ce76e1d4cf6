/** Opens the connection pool with the limits that every unit of work relies on. */
import postgres from "postgres";
import { openSocket } from "./socket.ts";

/** int8 comes back as a number: positions and counts stay below 2^53. */
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
  /** after which Postgres cancels one statement */
  statementTimeoutMs?: number;
  /** after which Postgres ends a session that idles in a transaction */
  idleInTransactionTimeoutMs?: number;
  /** never closes a connection for idling or for its age */
  keepOpen?: boolean;
}

/** A pool on `url`. Nothing is opened until the first query. */
export function connect(url: string, options: ConnectOptions): Sql {
  return postgres(url, {
    max: options.max ?? 10,
    idle_timeout: options.keepOpen ? undefined : 300,
    max_lifetime: options.keepOpen ? null : undefined,
    connect_timeout: 5,
    types,
    // Known to postgres.js, but not to its types.
    ...{ socket: openSocket },
    onnotice: () => {},
    connection: {
      application_name: options.name,
      statement_timeout: options.statementTimeoutMs ?? 30_000,
      idle_in_transaction_session_timeout: options.idleInTransactionTimeoutMs ?? 15_000,
      // A killed process must not hold its locks until the query that it was in has ended.
      client_connection_check_interval: 500,
      // JIT costs more than it gives on queries this short.
      jit: "off",
      // postgres.js 3.4.9 forgets a write that a closing connection cut short: its successor waits
      // for that write before it sends a start-up message below 1 KiB, and times out.
      "rollcall.padding": "x".repeat(1_024),
    },
  });
}
