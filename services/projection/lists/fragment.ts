/** A piece of SQL with its parameters, to be put into a statement. */
import type { PendingQuery, Row } from "postgres";

export type Fragment = PendingQuery<Row[]>;
