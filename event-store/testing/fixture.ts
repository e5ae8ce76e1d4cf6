/** A database of its own with the event store in it, and events to put there. Test only. */
import { scaled } from "../../tests/harness/deadline.ts";
import { createDatabase, type Template, type TestDatabase } from "../../tests/harness/postgres.ts";
import { connect, type Sql } from "../connect.ts";
import { newId } from "../ids.ts";
import { ensureSchema, eventStoreMigrations } from "../migrations.ts";
import { EventStore, type StreamAppend } from "../store.ts";
import type { EncodedAppend } from "../append.ts";
import type { NewEvent } from "../event.ts";

export interface Fixture {
  database: TestDatabase;
  /** with the login of the services */
  sql: Sql;
  store: EventStore;
  owner: Sql;
  close(): Promise<void>;
}

/** A database with the event store in it. */
export const eventStore: Template = {
  name: "event_store",
  version: JSON.stringify(eventStoreMigrations),
  async prepare({ url, ownerUrl }) {
    const sql = connect(url, { name: "test", max: 1 });
    await ensureSchema(sql, ownerUrl).finally(() => sql.end());
  },
};

export async function openFixture(max = 4): Promise<Fixture> {
  const database = await createDatabase(eventStore);
  const sql = connect(database.url, { name: "test", max });
  const owner = connect(database.ownerUrl, { name: "test-owner", max: 2 });
  return {
    database,
    sql,
    owner,
    store: new EventStore(sql),
    async close() {
      await Promise.all([sql.end({ timeout: 1 }), owner.end({ timeout: 1 })]);
      await database.drop();
    },
  };
}

let shared: Promise<Fixture> | undefined;

/** Runs a test on an empty event store; the tests of one file share its database. */
export function storeTest(name: string, test: (fixture: Fixture) => Promise<void>): void {
  if (!shared) Deno.test.afterAll(async () => await (await shared)?.close());
  shared ??= openFixture();
  Deno.test(name, async () => {
    const fixture = await shared!;
    await fixture.owner`
      truncate event_store.event, event_store.stream, event_store.checkpoint, event_store.lease,
               keyring.job_key, keyring.erased_job`;
    await test(fixture);
  });
}

const metadata = { correlationId: "c", causationId: null, userId: null, traceparent: null };

/** An event without personal data. */
export function started(id = newId()): NewEvent {
  return { id, type: "ParsingStarted", data: { jobId: id }, personal: null, metadata };
}

/** An event with personal data; its stream's job needs a key. */
export function failed(jobId: string, message: string, id = newId()): NewEvent {
  const data = { jobId, code: "NO_ROWS" };
  return { id, type: "ParsingFailed", data, personal: { message, headers: [] }, metadata };
}

/** A request on one stream, as services make it. */
export function request(stream: string, expectedVersion: number, ...ids: string[]): StreamAppend[] {
  return [{ stream, expectedVersion, events: ids.map((id) => started(id)) }];
}

/** The part of a request on one stream, as the append function takes it. */
export function encoded(stream: string, expectedVersion: number, ids: string[]): EncodedAppend {
  return {
    stream,
    expectedVersion,
    events: ids.map((id) => ({
      id,
      stream,
      type: "ParsingStarted",
      schemaVersion: 1,
      data: JSON.stringify({ jobId: id }),
      sealed: null,
      metadata: JSON.stringify(metadata),
    })),
  };
}

/** A promise, and the function that keeps it. */
export function signal(): { given: Promise<void>; give: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { given: promise, give: resolve };
}

/** Asks until the answer is yes. @throws after 15 s, scaled by the slowness of the machine */
export async function eventually(what: string, ask: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + scaled(15_000); !(await ask());) {
    if (Date.now() > deadline) throw new Error(`it never came about that ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
