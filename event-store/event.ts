/** Between the shapes that code works with and the columns that the log stores. */
import {
  checkFact,
  currentVersion,
  type Fact,
  type Metadata,
  parseStream,
  type RecordedEvent,
  upcast,
} from "@rollcall/contracts";
import type { Keyring } from "./keyring.ts";
import { type DataKey, seal, unsealAll } from "./sealing.ts";

/** An event to append. Its id makes a retry harmless; see `derivedId`. */
export type NewEvent = Fact & { id: string; metadata: Metadata };

/** The columns of an event that is to be inserted. */
export interface EncodedEvent {
  id: string;
  stream: string;
  type: string;
  schemaVersion: number;
  data: string;
  sealed: string | null;
  metadata: string;
}

/** A row of event_store.event. */
export interface EventRow {
  position: number;
  event_id: string;
  stream_id: string;
  version: number;
  type: string;
  schema_version: number;
  data: unknown;
  sealed: string | null;
  metadata: Metadata;
  recorded_at: Date;
}

/**
 * @param keys those of the streams' jobs
 * @throws where the facts break their contract, or the stream's job has no key to seal with
 */
export async function encode(
  stream: string,
  event: NewEvent,
  keys: ReadonlyMap<string, DataKey>,
): Promise<EncodedEvent> {
  checkFact(event.type, event);
  let sealed: string | null = null;
  if (event.personal !== null) {
    const key = keys.get(parseStream(stream).id);
    if (!key) throw new Error(`${event.type} for ${stream}: the job's key is missing or erased`);
    sealed = await seal(event.personal, key, event.id);
  }
  return {
    id: event.id,
    stream,
    type: event.type,
    schemaVersion: currentVersion(event.type),
    data: JSON.stringify(event.data),
    sealed,
    metadata: JSON.stringify(event.metadata),
  };
}

/** Rows as today's events, in the same order; personal data that was erased is null. */
export async function decodeAll(rows: EventRow[], keyring: Keyring): Promise<RecordedEvent[]> {
  const jobs = rows.map((row) => row.sealed === null ? null : parseStream(row.stream_id).id);
  const keys = await keyring.get(jobs.filter((job) => job !== null));
  const personal = await unsealAll(rows.map(({ sealed, event_id }, i) => {
    const key = keys.get(jobs[i] ?? "");
    return key && sealed !== null ? { text: sealed, key, eventId: event_id } : null;
  }));
  return rows.map((row, i) => {
    const today = upcast(row.type, row.schema_version, { data: row.data, personal: personal[i] });
    return {
      id: row.event_id,
      stream: row.stream_id,
      version: row.version,
      position: row.position,
      type: row.type,
      schemaVersion: row.schema_version,
      data: today.data,
      personal: today.personal,
      metadata: row.metadata,
      recordedAt: row.recorded_at.toISOString(),
    } as RecordedEvent;
  });
}
