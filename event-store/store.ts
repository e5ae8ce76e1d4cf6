/** The event store as services use it: append, read, and nothing that could change the past. */
import {
  type Envelope,
  type EventType,
  parseStream,
  type RecordedEvent,
} from "@rollcall/contracts";
import { appendAll, type AppendOutcome, checkRequest, type EncodedAppend } from "./append.ts";
import { Combiner } from "./combiner.ts";
import type { Sql, TransactionSql } from "./connect.ts";
import { decodeAll, encode, type EncodedEvent, type EventRow, type NewEvent } from "./event.ts";
import { Keyring } from "./keyring.ts";
import { notifier } from "./wake.ts";

/** Events for one stream, on the condition that it stands at `expectedVersion` (0: does not exist). */
export interface StreamAppend {
  stream: string;
  expectedVersion: number;
  events: NewEvent[];
}

/** The newest event of a type on a stream. */
export interface Newest {
  stream: string;
  type: EventType;
}

/** How much one read may bring into memory. */
export interface ReadLimit {
  /** events at most */
  maxEvents?: number;
  /** bytes of payload at most; the first event comes whatever its size */
  maxBytes?: number;
}

export interface HeaderLimit {
  maxEvents?: number;
  maxDataBytes?: number;
  types?: string[];
}

/** An event without its personal data; `data` is null where it was not asked for. */
export interface EventHeader extends Envelope {
  type: string;
  data: unknown;
}

type HeaderRow = Omit<EventRow, "sealed">;

const MAX_EVENTS = 5_000;
const MAX_BYTES = 16 << 20;

export class EventStore {
  readonly keyring: Keyring;
  readonly #combiner: Combiner;
  readonly #notify: () => void;

  constructor(readonly sql: Sql) {
    this.keyring = new Keyring(sql);
    this.#combiner = new Combiner(sql);
    this.#notify = notifier(sql);
  }

  /**
   * Appends to one or more streams, all or nothing, in a statement of its own.
   * @throws where the database cannot be reached: the outcome is then unknown, and a retry with the
   * same event ids is safe
   */
  async append(request: StreamAppend[]): Promise<AppendOutcome> {
    const outcome = await this.#combiner.append(await this.#encode(request));
    // After a lost reply the retry finds a duplicate, of which no reader was told.
    if (outcome.outcome !== "conflict") this.#notify();
    return outcome;
  }

  /** Appends as the last statement of a unit of work. Call `notify` once that has committed. */
  async appendIn(tx: TransactionSql, request: StreamAppend[]): Promise<AppendOutcome> {
    const [outcome] = await appendAll(tx, [await this.#encode(request, tx)]);
    return outcome!;
  }

  /** Wakes the readers of the log; see wake.ts. */
  notify(): void {
    this.#notify();
  }

  /** The log behind a position, in order, without gaps. Empty at the head. */
  async readLog(after: number, limit: ReadLimit = {}): Promise<RecordedEvent[]> {
    const { maxEvents = MAX_EVENTS, maxBytes = MAX_BYTES } = limit;
    const rows = await this.sql<EventRow[]>`
      select * from event_store.read_log(${after}, ${maxEvents}, ${maxBytes})`;
    return await decodeAll(rows, this.keyring);
  }

  /**
   * The log behind a position without what is sealed. `data` is there only where the event has
   * nothing sealed and is at most `maxDataBytes` long. Without `types`, events of all types.
   */
  async readHeaders(
    after: number,
    { maxEvents = MAX_EVENTS, maxDataBytes = 0, types }: HeaderLimit = {},
  ): Promise<EventHeader[]> {
    const rows = await this.sql<HeaderRow[]>`
      select * from event_store.read_headers(
        ${after}, ${maxEvents}, ${maxDataBytes}, ${types ?? null}::text[])`;
    return rows.map((row) => ({
      id: row.event_id,
      stream: row.stream_id,
      version: row.version,
      position: row.position,
      type: row.type,
      schemaVersion: row.schema_version,
      data: row.data,
      metadata: row.metadata,
      recordedAt: row.recorded_at.toISOString(),
    }));
  }

  /** A stream behind a version, page by page, so that a long one is never held whole. */
  async *readStream(stream: string, after = 0, limit: ReadLimit = {}): AsyncGenerator<
    RecordedEvent
  > {
    const { maxEvents = MAX_EVENTS, maxBytes = MAX_BYTES } = limit;
    for (let version = after;;) {
      const rows = await this.sql<EventRow[]>`
        select * from event_store.read_stream(${stream}, ${version}, ${maxEvents}, ${maxBytes})`;
      if (!rows.length) return;
      yield* await decodeAll(rows, this.keyring);
      version = rows.at(-1)!.version;
    }
  }

  /** The user whose act began a stream; null where it was nobody's, or there is no such stream. */
  async openedBy(stream: string): Promise<string | null> {
    const [row] = await this.sql<{ user_id: string | null }[]>`
      select metadata->>'userId' as user_id
        from event_store.event where stream_id = ${stream} and version = 1`;
    return row?.user_id ?? null;
  }

  /**
   * What has become of many things at once: the newest event of each type asked for, as far as there
   * is one, in no order. Comes without personal data, so that no key is looked up.
   * @param tx the unit of work that asks, so that it sees what is committed behind its locks
   */
  async readNewest(wanted: Newest[], tx?: TransactionSql): Promise<RecordedEvent[]> {
    if (!wanted.length) return [];
    const rows = await (tx ?? this.sql)<HeaderRow[]>`
      select * from event_store.read_newest(
        ${wanted.map(({ stream }) => stream)}::text[], ${wanted.map(({ type }) => type)}::text[])`;
    return await decodeAll(rows.map((row) => ({ ...row, sealed: null })), this.keyring);
  }

  /** The position of the newest event; 0 where there is none. */
  async head(): Promise<number> {
    const [row] = await this.sql<{ head: number }[]>`
      select coalesce(max(position), 0) as head from event_store.event`;
    return row!.head;
  }

  async #encode(request: StreamAppend[], tx?: TransactionSql): Promise<EncodedAppend[]> {
    checkRequest(request);
    const jobIds = request.filter((s) => s.events.some((e) => e.personal !== null))
      .map((s) => parseStream(s.stream).id);
    const keys = await this.keyring.get(jobIds, tx);
    const encoded: EncodedAppend[] = [];
    for (const { stream, expectedVersion, events } of request) {
      // One after another: sealing leaves the thread to others between two large events.
      const texts: EncodedEvent[] = [];
      for (const event of events) texts.push(await encode(stream, event, keys));
      encoded.push({ stream, expectedVersion, events: texts });
    }
    return encoded;
  }
}
