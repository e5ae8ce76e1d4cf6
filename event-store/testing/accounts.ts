/**
 * Sample events for the tests: opening an account, noting something on it, and bulk data. They
 * stand for any stream. Test only.
 */
import type { EncodedAppend } from "../append.ts";
import type { Sql } from "../connect.ts";
import type { NewEvent } from "../event.ts";
import { newId } from "../ids.ts";
import type { Wrapping } from "../keyring.ts";
import { EventStore, type StreamAppend } from "../store.ts";
import type { Vocabulary } from "../vocabulary.ts";
import { type Fixture as FixtureWith, fixtureWith, storeTestWith } from "./fixture.ts";

export type AccountFact =
  | { type: "Opened"; data: { accountId: string }; personal: null }
  | { type: "Noted"; data: { accountId: string }; personal: { note: string } | null }
  | { type: "LinesAdded"; data: { count: number }; personal: { lines: unknown[] } | null };
export type NewAccountEvent = NewEvent<AccountFact>;
export type AccountStore = EventStore<AccountFact>;
export type Fixture = FixtureWith<AccountStore>;

const TYPES = ["Opened", "Noted", "LinesAdded"];

/** One version of each type; `account-<id>` has the key of that id. */
export const accounts: Vocabulary = {
  currentVersion: () => 1,
  check(type, { data }) {
    if (!TYPES.includes(type)) throw new Error(`no event is called "${type}"`);
    const { accountId } = data as { accountId?: unknown };
    if (accountId === "") throw new Error(`${type} names no account`);
  },
  upcast: (_type, _version, payload) => payload,
  subjectOf: (stream) => stream.slice(stream.indexOf("-") + 1),
};

export const storeOn = (sql: Sql, wrapping?: Wrapping): AccountStore =>
  new EventStore<AccountFact>(sql, accounts, wrapping);
export const openFixture = (max?: number): Promise<Fixture> =>
  fixtureWith((sql) => storeOn(sql), max);

/** Runs a test on an empty event store; the tests of one file share its database. */
export const storeTest = storeTestWith((sql) => storeOn(sql));

export const metadata = { correlationId: "c", causationId: null, userId: null, traceparent: null };

/** An event without personal data. */
export function opened(id = newId()): NewAccountEvent {
  return { id, type: "Opened", data: { accountId: id }, personal: null, metadata };
}

/** An event with personal data; its stream's subject needs a key. */
export function noted(accountId: string, note: string, id = newId()): NewAccountEvent {
  return { id, type: "Noted", data: { accountId }, personal: { note }, metadata };
}

/** A request on one stream, as its users make it. */
export function request(
  stream: string,
  expectedVersion: number,
  ...ids: string[]
): StreamAppend<AccountFact>[] {
  return [{ stream, expectedVersion, events: ids.map((id) => opened(id)) }];
}

/** The part of a request on one stream, as the append function takes it. */
export function encoded(stream: string, expectedVersion: number, ids: string[]): EncodedAppend {
  return {
    stream,
    expectedVersion,
    events: ids.map((id) => ({
      id,
      stream,
      type: "Opened",
      schemaVersion: 1,
      data: JSON.stringify({ accountId: id }),
      sealed: null,
      metadata: JSON.stringify(metadata),
    })),
  };
}
