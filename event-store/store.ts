/** The event store's API for services: append and read, nothing that could change the past. */
import { setImmediate as turn } from "node:timers/promises";
import { appendAll, type AppendOutcome, checkRequest, type EncodedAppend } from "./append.ts";
import { AppendBatcher } from "./append_batcher.ts";
import type { Sql, TransactionSql } from "./connect.ts";
import { decodeAll, encode, type EncodedEvent, type EventRow, type NewEvent } from "./event.ts";
import { Keyring, type Wrapping } from "./keyring.ts";
import type { AnyFact, Envelope, Recorded, Vocabulary } from "./vocabulary.ts";
import { notifier } from "./notify.ts";

/** Events for one stream, appended only if it is at `expectedVersion` (0: does not exist). */
export interface StreamAppend<Fact extends AnyFact = AnyFact> {
  stream: string;
  expectedVersion: number;
  events: NewEvent<Fact>[];
}

/** The newest event of a type on a stream. */
export interface Newest<Fact extends AnyFact = AnyFact> {
  stream: string;
  type: Fact["type"];
}

/** Limits of one read. */
export interface ReadLimit {
  /** events at most */
  maxEvents?: number;
  /**
   * bytes of payload at most, as stored: in clear they are up to eight times as many. The first
   * event is returned whatever its size.
   */
  maxBytes?: number;
  /**
   * whether large personal data is parsed only when it is looked at, for a reader that passes most
   * of it on unparsed: a late parse costs a reader of all of it more
   */
  deferred?: boolean;
}

export interface HeaderLimit {
  maxEvents?: number;
  maxDataBytes?: number;
  types?: string[];
}

/** An event without its personal data; `data` is null unless requested. */
export interface EventHeader extends Envelope {
  type: string;
  data: unknown;
}

type HeaderRow = Omit<EventRow, "sealed">;

const MAX_EVENTS = 5_000;
const MAX_BYTES = 4 << 20;
/** Of a sealed text: sealing it takes a part of a millisecond. */
const LARGE_CHARS = 32 << 10;

/**
 * A log and the vocabulary of its events.
 *
 * ```ts
 * const stream = `account-${newId()}`;
 * const request = [{ stream, expectedVersion: 0, events: [opened()] }];
 * assert.equal((await store.append(request)).outcome, "appended");
 * assert.equal((await store.append(request)).outcome, "duplicate");
 * const other = [{ stream, expectedVersion: 0, events: [opened()] }];
 * assert.deepEqual(await store.append(other), { outcome: "conflict", stream, version: 1 });
 *
 * const [event] = await store.readLog(0);
 * assert.deepEqual([event.position, event.stream, event.version], [1, stream, 1]);
 * const again = new EventStore(sql, store.vocabulary);
 * assert.equal(await again.head(), 1);
 * ```
 */
export class EventStore<Fact extends AnyFact = AnyFact> {
  readonly keyring: Keyring;
  readonly #batcher: AppendBatcher;
  readonly #notify: () => void;

  /** Opens no connection before the first use. */
  constructor(readonly sql: Sql, readonly vocabulary: Vocabulary, wrapping?: Wrapping) {
    this.keyring = new Keyring(sql, wrapping);
    this.#batcher = new AppendBatcher(sql);
    this.#notify = notifier(sql);
  }

  /**
   * Appends to one or more streams, all or nothing, in a statement of its own.
   * @throws if the database cannot be reached: the outcome is then unknown, and a retry with the
   * same event ids is safe
   */
  async append(request: StreamAppend<Fact>[]): Promise<AppendOutcome> {
    const outcome = await this.#batcher.append(await this.#encode(request));
    // After a lost reply, the retry finds a duplicate that no reader was notified of.
    if (outcome.outcome !== "conflict") this.#notify();
    return outcome;
  }

  /** Appends as the last statement of a unit of work. Call `notify` after the commit. */
  async appendIn(tx: TransactionSql, request: StreamAppend<Fact>[]): Promise<AppendOutcome> {
    const [outcome] = await appendAll(tx, [await this.#encode(request, tx)]);
    return outcome!;
  }

  /** Wakes the readers of the log; see notify.ts. */
  notify(): void {
    this.#notify();
  }

  /** The log after a position, in order, without gaps. Empty at the head. */
  async readLog(after: number, limit: ReadLimit = {}): Promise<Recorded<Fact>[]> {
    const { maxEvents = MAX_EVENTS, maxBytes = MAX_BYTES, deferred } = limit;
    const rows = await this.sql<EventRow[]>`
      select * from event_store.read_log(${after}, ${maxEvents}, ${maxBytes})`;
    return await this.#decode(rows, deferred);
  }

  /**
   * The log after a position without sealed data. `data` is present only if the event has nothing
   * sealed and is at most `maxDataBytes` long. Without `types`, events of all types.
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

  /** A stream after a version, page by page, so that a long one is never in memory as a whole. */
  async *readStream(stream: string, after = 0, limit: ReadLimit = {}): AsyncGenerator<
    Recorded<Fact>
  > {
    const { maxEvents = MAX_EVENTS, maxBytes = MAX_BYTES, deferred } = limit;
    for (let version = after;;) {
      const rows = await this.sql<(EventRow & { head: number })[]>`
        select page.*,
               (select version from event_store.stream where stream_id = ${stream}) as head
          from event_store.read_stream(${stream}, ${version}, ${maxEvents}, ${maxBytes}) page`;
      if (!rows.length) return;
      yield* await this.#decode(rows, deferred);
      version = rows.at(-1)!.version;
      if (version >= rows[0]!.head) return;
    }
  }

  /** The user who started a stream; null if the system did, or there is no such stream. */
  async openedBy(stream: string): Promise<string | null> {
    const [row] = await this.sql<{ user_id: string | null }[]>`
      select metadata->>'userId' as user_id
        from event_store.event where stream_id = ${stream} and version = 1`;
    return row?.user_id ?? null;
  }

  /**
   * The newest event of each type requested per stream, if any, in no particular order. Without
   * personal data, so no keys are looked up.
   * @param tx the caller's unit of work, so that it sees what was committed before it got its locks
   */
  async readNewest(wanted: Newest<Fact>[], tx?: TransactionSql): Promise<Recorded<Fact>[]> {
    if (!wanted.length) return [];
    const rows = await (tx ?? this.sql)<HeaderRow[]>`
      select * from event_store.read_newest(
        ${wanted.map(({ stream }) => stream)}::text[], ${wanted.map(({ type }) => type)}::text[])`;
    return await this.#decode(rows.map((row) => ({ ...row, sealed: null })));
  }

  /** The position of the newest event; 0 if there is none. */
  async head(): Promise<number> {
    const [row] = await this.sql<{ head: number }[]>`
      select coalesce(max(position), 0) as head from event_store.event`;
    return row!.head;
  }

  #decode(rows: EventRow[], deferred = false): Promise<Recorded<Fact>[]> {
    return decodeAll<Fact>(rows, this.keyring, this.vocabulary, deferred);
  }

  async #encode(request: StreamAppend<Fact>[], tx?: TransactionSql): Promise<EncodedAppend[]> {
    checkRequest(request);
    const subjects = request.filter((s) => s.events.some((e) => e.personal !== null))
      .map((s) => this.vocabulary.subjectOf(s.stream));
    const keys = await this.keyring.get(subjects, tx);
    const encoded: EncodedAppend[] = [];
    for (const { stream, expectedVersion, events } of request) {
      const texts: EncodedEvent[] = [];
      for (const event of events) {
        const text = encode(stream, event, keys, this.vocabulary);
        texts.push(text);
        // Others have their turn between two large events.
        if (text.sealed && text.sealed.length > LARGE_CHARS) await turn();
      }
      encoded.push({ stream, expectedVersion, events: texts });
    }
    return encoded;
  }
}
