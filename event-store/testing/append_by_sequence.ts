/**
 * The usual approach of SQL event stores, which loses events: a position is assigned before its
 * event is committed. The broken twin of the append function; test only.
 */
import type { Sql, TransactionSql } from "../connect.ts";

export async function installSequence(owner: Sql): Promise<void> {
  await owner.unsafe(`
    create sequence if not exists event_store.naive_position;
    grant usage on sequence event_store.naive_position to rollcall_service;`);
}

/** Appends one event at the next number of a sequence. */
export async function appendBySequence(
  tx: TransactionSql,
  stream: string,
  version: number,
  id: string,
): Promise<void> {
  await tx`
    insert into event_store.event
      (position, event_id, stream_id, version, type, schema_version, data, metadata, bytes)
    values (nextval('event_store.naive_position'), ${id}, ${stream}, ${version},
            'Opened', 1, '{}', '{}', 2)`;
}
