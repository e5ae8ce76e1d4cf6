/** The event store: an append-only log in Postgres, read by stream or by position. */
export { type AppendOutcome } from "./append.ts";
export { moveCheckpoint, readCheckpoint } from "./checkpoint.ts";
export { Claims } from "./claim.ts";
export { TooManyAppends } from "./append_batcher.ts";
export { connect, type ConnectOptions, type Sql, type TransactionSql } from "./connect.ts";
export { eraser, followErasures } from "./erasures.ts";
export { type EventRow, type NewEvent } from "./event.ts";
export { type Appended, type Conflict, execute } from "./execute.ts";
export { derivedId, newId, timeOf } from "./ids.ts";
export { Keyring, type Wrapping } from "./keyring.ts";
export { releaseLease, takeLease } from "./lease.ts";
export {
  type KeyRing,
  type MasterKey,
  newRingLine,
  parseRing,
  ringMasterKey,
  type Wrapped,
} from "./master_key.ts";
export { type Migration } from "./migrate.ts";
export { ensureSchema, type MigrationSet } from "./migrations.ts";
export {
  type EventHeader,
  EventStore,
  type HeaderLimit,
  type Newest,
  type ReadLimit,
  type StreamAppend,
} from "./store.ts";
export { countKeys, wrapKeys } from "./wrap_keys.ts";
export { transaction, type TransactionOptions, TransactionOver } from "./transaction.ts";
export { retryUntilKnown } from "./retry_until_known.ts";
export {
  type AnyFact,
  type Envelope,
  type Metadata,
  type Payload,
  type Recorded,
  type Vocabulary,
} from "./vocabulary.ts";
export { follow, type Following, listen, Wake } from "./notify.ts";
export { clearBytes } from "./sealing.ts";
export { unparsedPersonal } from "./unparsed.ts";
