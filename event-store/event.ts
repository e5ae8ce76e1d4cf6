/** Converts between events in code and the columns of the log. */
import type { DataKey } from "./data_key.ts";
import type { Keyring } from "./keyring.ts";
import { open, seal } from "./sealing.ts";
import { unparsedPersonal, withPersonal } from "./unparsed.ts";
import type { AnyFact, Metadata, Recorded, Vocabulary } from "./vocabulary.ts";

/** An event to append. Its id makes a retry harmless; see `derivedId`. */
export type NewEvent<Fact extends AnyFact = AnyFact> = Fact & { id: string; metadata: Metadata };

/** The columns of an event to insert. */
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
 * @param keys those of the streams' subjects
 * @throws if the vocabulary rejects the event, or the stream's subject has no key to seal with
 */
export function encode(
  stream: string,
  event: NewEvent,
  keys: ReadonlyMap<string, DataKey>,
  vocabulary: Vocabulary,
): EncodedEvent {
  vocabulary.check(event.type, event);
  let sealed: string | null = null;
  if (event.personal !== null) {
    const key = keys.get(vocabulary.subjectOf(stream));
    if (!key || key.isErased) {
      throw new Error(`${event.type} for ${stream}: the subject's key is missing or erased`);
    }
    sealed = seal(event.personal, key, event.id);
  }
  return {
    id: event.id,
    stream,
    type: event.type,
    schemaVersion: vocabulary.currentVersion(event.type),
    data: JSON.stringify(event.data),
    sealed,
    metadata: JSON.stringify(event.metadata),
  };
}

/**
 * Rows as events of the current versions, in the same order; erased personal data is null.
 * @param deferred whether large personal data is parsed on first access
 */
export async function decodeAll<Fact extends AnyFact>(
  rows: EventRow[],
  keyring: Keyring,
  vocabulary: Vocabulary,
  deferred: boolean,
): Promise<Recorded<Fact>[]> {
  const subjects = rows.map((row) =>
    row.sealed === null ? null : vocabulary.subjectOf(row.stream_id)
  );
  const keys = await keyring.get(subjects.filter((subject) => subject !== null));
  return rows.map((row, i) => {
    const key = keys.get(subjects[i] ?? "");
    const { sealed: text, event_id: eventId } = row;
    const json = key && text !== null ? open({ text, key, eventId }) : null;
    const written = withPersonal({ data: row.data }, json, deferred);
    const today = vocabulary.upcast(row.type, row.schema_version, written);
    const event = {
      id: row.event_id,
      stream: row.stream_id,
      version: row.version,
      position: row.position,
      type: row.type,
      schemaVersion: row.schema_version,
      data: today.data,
      metadata: row.metadata,
      recordedAt: row.recorded_at.toISOString(),
    };
    const isUntouched = today === written && unparsedPersonal(written) !== undefined;
    const read = isUntouched
      ? withPersonal(event, json, true)
      : { ...event, personal: today.personal };
    return read as Recorded<Fact>;
  });
}
